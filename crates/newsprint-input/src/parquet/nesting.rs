//! How deep the columns of a file are nested, seen before the library builds them: it does so by
//! recursion, and a file of a megabyte can be nested deeper than any stack goes.
//!
//! What the file says of itself is a Thrift struct in the compact protocol: its second field is the
//! list of columns and groups of columns, each group before its members, with their number.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use newsprint_core::StepError;

use crate::files::unreadable;

/// Levels that columns may be nested in; a dozen is much.
const DEEPEST: usize = 64;

/// Kinds of values in the compact protocol.
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const NUMBERS: std::ops::RangeInclusive<u8> = 4..=6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const STRUCT: u8 = 12;

/// Sees that the columns of a file, which ends as one in this form does, are not nested without end.
///
/// # Errors
/// When they are, or what the file says of them cannot be read.
pub(super) fn see(file: &mut File) -> Result<(), StepError> {
    let damaged = || {
        StepError::new("the file is damaged: its table of contents cannot be read")
            .code("damaged")
            .help("get it again, or write it anew")
    };
    let contents = contents(file).map_err(unreadable)?.ok_or_else(damaged)?;
    match depth(&contents) {
        None => Err(damaged()),
        Some(0..=DEEPEST) => Ok(()),
        Some(_) => {
            let message = format!("the columns are nested in more than {DEEPEST} levels");
            Err(StepError::new(message)
                .code("damaged")
                .help("write the columns that are needed into a file of their own"))
        }
    }
}

/// The bytes that end eight bytes before the file, where their number stands.
fn contents(file: &mut File) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    let end = file.seek(SeekFrom::End(-8))?;
    file.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    let Some(start) = end.checked_sub(length.into()) else { return Ok(None) };
    file.seek(SeekFrom::Start(start))?;
    let mut contents = Vec::new();
    file.take(length.into()).read_to_end(&mut contents)?;
    Ok(Some(contents))
}

/// How many groups are open at most. Linear.
fn depth(contents: &[u8]) -> Option<usize> {
    let mut rest = Compact(contents);
    let mut field = 0;
    loop {
        let kind = rest.field(&mut field)?;
        if (field, kind) == (2, LIST) {
            break;
        }
        rest.pass(kind, 0)?;
    }
    let (columns, _) = rest.list()?;
    let (mut open, mut deepest) = (Vec::new(), 0);
    for _ in 0..columns {
        while open.last() == Some(&0) {
            open.pop();
        }
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        let members = rest.members()?;
        if members > 0 {
            open.push(members);
            deepest = deepest.max(open.len());
        }
    }
    Some(deepest)
}

/// Values in the compact protocol of Thrift.
struct Compact<'a>(&'a [u8]);

impl Compact<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    fn skip(&mut self, length: u64) -> Option<()> {
        self.0 = self.0.get(usize::try_from(length).ok()?..)?;
        Some(())
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// The kind of the next field of a struct, 0 at its end; `field` becomes its number.
    fn field(&mut self, field: &mut u64) -> Option<u8> {
        let head = self.byte()?;
        *field = match head >> 4 {
            0 if head != 0 => self.number()? >> 1,
            step => field.saturating_add(step.into()),
        };
        Some(head & 0x0F)
    }

    /// The number of items of a list, and their kind.
    fn list(&mut self) -> Option<(u64, u8)> {
        let head = self.byte()?;
        let count = if head >> 4 == 15 { self.number()? } else { (head >> 4).into() };
        Some((count, head & 0x0F))
    }

    /// The number of members of the column or group that comes next, its fifth field.
    fn members(&mut self) -> Option<u64> {
        let (mut field, mut members) = (0, 0);
        loop {
            match self.field(&mut field)? {
                0 => return Some(members),
                kind if field == 5 && NUMBERS.contains(&kind) => members = self.number()? >> 1,
                kind => self.pass(kind, 0)?,
            }
        }
    }

    /// Passes over a value that stands in `depth` others. Maps are in none of these structs.
    fn pass(&mut self, kind: u8, depth: u8) -> Option<()> {
        match kind {
            TRUE | FALSE => Some(()),
            BYTE => self.skip(1),
            kind if NUMBERS.contains(&kind) => self.number().map(drop),
            DOUBLE => self.skip(8),
            BINARY => {
                let length = self.number()?;
                self.skip(length)
            }
            LIST | SET if depth < 8 => {
                let (count, kind) = self.list()?;
                // In a list even a truth takes a byte.
                let kind = if matches!(kind, TRUE | FALSE) { BYTE } else { kind };
                (0..count).try_for_each(|_| self.pass(kind, depth + 1))
            }
            STRUCT if depth < 8 => {
                let mut field = 0;
                loop {
                    match self.field(&mut field)? {
                        0 => return Some(()),
                        kind => self.pass(kind, depth + 1)?,
                    }
                }
            }
            _ => None,
        }
    }
}
