//! Generated news that reads like news: plain sentences about a place and its affairs, the same for
//! the same number, since what takes pages apart goes by what reads on.

use crate::stories::Random;

const PLACES: &str =
    "青河县 东岭市 南川区 白石镇 柳林乡 云台县 双桥村 长滩镇 石门区 清溪县 桃源村 高坪乡";
const THINGS: &str = "管网 渡口 果园 夜校 老街 粮库 河堤 茶园 学校 医院 桥梁 公路 水库 码头 厂房 食堂 车站 市场 广场 \
    公园 书屋 剧场 球场 泵站 电站 大棚 鱼塘 苗圃 牧场 林场 仓库 隧道 灯塔 站台 浴室 茶馆 邮局 井房 戏台 祠堂 \
    园林 温室 梯田 水渠 锅炉 机房 车间 码垛 灯具 围墙 花坛 台阶 河道 堤坝 涵洞 护栏 路灯 站牌 井盖 地砖";
const KINDS: &str = "石板 竹编 青砖 玻璃 钢架 木制 地下 河边 山顶 城西 城东 旧式 新式 临时 流动 智能 低碳 公益 社区 乡村 集体 \
    露天 室内 夜间 季节 特色 示范 便民 儿童 少年 养老 体育 音乐 美术 陶瓷 丝绸 蚕桑 药材 柑橘 樱桃 葡萄 板栗 香菇 莲藕 \
    水稻 小麦 玉米 棉花 油菜 花卉 盆景 蜂蜜 奶牛 山羊 鲤鱼 螃蟹 白鹅 麻鸭 蛋鸡 毛竹 松木 煤气 太阳 风力 海绵 雨水 污水";
const ACTS: &str = "改造 扩建 修缮 启用 验收 搬迁 检修 清理 加固 重建 绿化 维护 勘察 设计 施工 招标 管理 登记 普查 试验 \
    供暖 供水 供电 排水 通车 采购 运营 养护 评估 整治";
const PEOPLE: &str =
    "居民 村民 学生 工人 游客 农户 老人 志愿者 技术员 工程师 负责人 教师 司机 医生 店主 渔民";
const QUALITIES: &str =
    "安全 便利 整洁 明亮 稳定 充足 牢固 宽敞 平整 安静 及时 细致 顺利 热闹 干净 可靠";
/// Clauses; `@` stands for a place, `#` for a thing, `&` for an act, `%` for people, `*` for what
/// something is like, `0` for a number.
const CLAUSES: &str = "@的#&工作已经开始 负责#&的%介绍说 附近的%对#的变化很满意 工程从去年秋天开始 \
    %来到#帮忙 施工期间没有影响%出行 下一步将对@的#进行& 有关部门将加大对#的检查力度 记者在#看到 \
    %们在#旁边聊天 全年完成#&0处 惠及周边%0人 #比原来更加* @今年还要建设0座# 一位%告诉记者 \
    #的&让大家的生活更* 经过&的#显得十分* @安排了0名%参加#的& #和#之间的道路也已经& \
    为了让#更加* %每天都要检查#的情况 原来的#只有0间房屋 @为此专门召开会议 会议听取了#&的汇报 \
    大家认为#的&很有必要 计划在明年夏天完成& #的%表示将继续做好& 当地的%纷纷称赞";

/// The words of a story, in the order of the slots.
struct Words([String; 4]);

impl Words {
    fn of(number: u64) -> Self {
        let mut random = Random::new(number, 6);
        let mut pick = |words| pick(&mut random, words).to_owned();
        let thing = pick(KINDS) + &pick(THINGS);
        Self([pick(PLACES), thing, pick(ACTS), pick(PEOPLE)])
    }

    fn at(&self, slot: char) -> Option<&str> {
        SLOTS.iter().position(|it| *it == slot).map(|at| self.0[at].as_str())
    }
}

const SLOTS: [char; 4] = ['@', '#', '&', '%'];

/// The place and the affair of story `number`, which its headline names.
pub(crate) fn affair(number: u64) -> String {
    Words::of(number).0[..3].concat()
}

/// The text of story `number`, of about `length` characters, a paragraph a line.
pub(crate) fn text(number: u64, length: usize) -> String {
    let mut random = Random::new(number, 7);
    // A story has a few things and people to tell of, and a few things to say of them.
    let words: Vec<Words> =
        [number, random.below(1 << 40), random.below(1 << 40)].map(Words::of).into();
    let clauses: Vec<&str> = (0..12).map(|_| pick(&mut random, CLAUSES)).collect();
    let mut text = format!("{}工作日前有了新的进展", affair(number));
    while text.len() < 3 * length {
        text.push_str(["，", "，", "。", "，", "。\n"][usize::from(random.small(5))]);
        let words = &words[usize::from(random.small(3))];
        for slot in clauses[usize::from(random.small(12))].chars() {
            match (slot, words.at(slot)) {
                (_, Some(word)) => text.push_str(word),
                ('*', _) => text.push_str(pick(&mut random, QUALITIES)),
                ('0', _) => text.push_str(&(2 + random.below(900)).to_string()),
                _ => text.push(slot),
            }
        }
    }
    text.push('。');
    text
}

/// One of `words`, which stand apart.
fn pick(random: &mut Random, words: &'static str) -> &'static str {
    let count = words.split_whitespace().count();
    let at = usize::try_from(random.below(count as u64)).unwrap_or(0);
    words.split_whitespace().nth(at).unwrap_or_default()
}
