//! What a corpus stage has decided, as the journal holds it.

use newsprint_core::{ArticleId, Resolution, Verdict};

use crate::entry::{read_bytes, read_number, write_bytes, write_number};

/// A resolution that another run has made.
pub(crate) struct Resolved {
    pub(crate) verdicts: Vec<Option<Verdict>>,
    /// The mark of its commit, if there was something to commit.
    pub(crate) mark: Option<Vec<u8>>,
}

impl Resolved {
    pub(crate) fn write(resolution: &Resolution) -> Vec<u8> {
        let mut out = Vec::new();
        out.push(u8::from(resolution.commit.is_some()));
        write_bytes(&resolution.mark, &mut out);
        for verdict in &resolution.verdicts {
            out.push(u8::from(verdict.is_some()));
            if let Some(verdict) = verdict {
                write_number(verdict.kept.as_u64(), &mut out);
                write_number(verdict.similarity.to_bits(), &mut out);
                write_bytes(verdict.reason.as_bytes(), &mut out);
                write_bytes(&verdict.payload, &mut out);
            }
        }
        out
    }

    /// Reads what [`write`](Self::write) wrote.
    pub(crate) fn read(mut rest: &[u8]) -> Option<Self> {
        let has_commit = read_byte(&mut rest)? != 0;
        let mark = read_bytes(&mut rest)?.to_vec();
        let mut verdicts = Vec::new();
        while !rest.is_empty() {
            verdicts.push(match read_byte(&mut rest)? {
                0 => None,
                _ => Some(read_verdict(&mut rest)?),
            });
        }
        Some(Self { verdicts, mark: has_commit.then_some(mark) })
    }
}

fn read_verdict(rest: &mut &[u8]) -> Option<Verdict> {
    let kept = ArticleId::from_u64(read_number(rest)?);
    let similarity = f64::from_bits(read_number(rest)?);
    let reason = String::from_utf8(read_bytes(rest)?.to_vec()).ok()?;
    let payload = read_bytes(rest)?.to_vec();
    Some(Verdict::new(kept, similarity, reason).with_payload(payload))
}

fn read_byte(rest: &mut &[u8]) -> Option<u8> {
    let (byte, after) = rest.split_first()?;
    *rest = after;
    Some(*byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decided_reads_back() {
        let verdict = Verdict::new(ArticleId::from_u64(7), 0.75, "near-copy");
        let verdicts = vec![None, Some(verdict.clone()), Some(verdict.with_payload(vec![1, 2]))];
        let mut resolution = Resolution::new(verdicts.clone());
        let read = Resolved::read(&Resolved::write(&resolution)).unwrap();
        assert_eq!((&read.verdicts, read.mark), (&verdicts, None));
        resolution.commit = Some(Box::new(|| Ok(())));
        resolution.mark = b"mark".to_vec();
        let written = Resolved::write(&resolution);
        let read = Resolved::read(&written).unwrap();
        assert_eq!((read.verdicts, read.mark), (verdicts, Some(b"mark".to_vec())));
        assert!(Resolved::read(&written[..written.len() - 1]).is_none());
    }
}
