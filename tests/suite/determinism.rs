//! The same bytes out, however the work is cut up.

use std::path::Path;

use crate::support::Folder;

/// Every output of `config/page.toml`, over the seed pages and some copies of them.
fn run(threads: u32, chunk: u32) -> Vec<(String, String)> {
    let folder = Folder::with_seeds();
    let seed =
        folder.files().into_iter().find(|file| Path::new(file).extension() == Some("txt".as_ref()));
    let text = folder.read(&seed.unwrap());
    let cut = (text.len() / 2..text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
    folder.write("seeds/copy.txt", &text).write("seeds/first-half.txt", &text[..cut]);
    folder.write("seeds/second-half.txt", &text[cut..]).write("seeds/empty.txt", "");
    let threads = format!("run.threads={threads}");
    let chunk = format!("run.chunk={chunk}");
    folder.run(&["run", "config/page.toml", "--set", &threads, "--set", &chunk]).exits(0);
    let files = folder.files().into_iter().filter(|file| file.starts_with("out/"));
    files.map(|file| (file.clone(), folder.read(&file))).collect()
}

#[test]
fn threads_and_chunks_change_no_byte() {
    let expected = run(1, 512);
    assert!(expected.len() > 8, "articles were written");
    for (threads, chunk) in [(1, 1), (2, 1), (2, 512), (4, 1), (4, 512), (7, 1), (7, 512)] {
        assert!(run(threads, chunk) == expected, "{threads} threads, chunks of {chunk}");
    }
}
