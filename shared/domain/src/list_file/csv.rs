//! A CSV file's records, from whatever spreadsheet it was saved by.
//!
//! A quotation mark that is opened and not closed would make one field of all that follows. Such a record is refused as far
//! as its own line goes, and reading goes on with the next one: none of the lines below is lost.

use std::borrow::Cow;

use super::{formula::unguarded, swallowed::Shape};

/// What Excel puts before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What may separate fields: Excel separates by semicolon where commas are decimal, and saves "Unicode text" with tabs.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// The most lines of one record: a quoted field may have line breaks, but hardly more than these.
const MOST_LINES: usize = 20;

/// A record: its fields, and the number of its first line in the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) line: u64,
    pub(super) fields: Vec<String>,
    /// Whether every field is text in UTF-8. What is not has replacement characters.
    pub(super) is_utf8: bool,
}

/// A line that cannot be read: a quotation mark in it is opened and not closed, or only behind the phone of another row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OpenQuote {
    pub(super) line: u64,
}

/// A file or a part of one, cut into lines.
pub(super) struct Reader<'a> {
    lines: Vec<Cow<'a, [u8]>>,
    next: usize,
    delimiter: u8,
    /// The number of the first of the lines in the file.
    first: u64,
    /// Whether the file ends with the last of the lines.
    is_last: bool,
}

impl<'a> Reader<'a> {
    /// Cuts a file in UTF-8, or in UTF-16 with a byte order mark, into lines. `sep=;` before the header names the separator;
    /// without it, it is the one that the header has most of.
    pub(super) fn of(file: &'a [u8]) -> Self {
        let lines = lines(file);
        let header = lines.iter().position(|line| !line.trim_ascii().is_empty()).unwrap_or(lines.len());
        let text = lines.get(header).map(AsRef::as_ref).unwrap_or_default();
        let (next, delimiter) = match stated_delimiter(text) {
            Some(delimiter) => (header + 1, delimiter),
            None => (header, most_frequent(text)),
        };
        Self { lines, next, delimiter, first: 1, is_last: true }
    }

    /// Cuts a part of a file into lines, of which the first is line `first` of the file. Unless it is the last part, what
    /// follows its last line break is left to the next one.
    pub(super) fn of_part(part: &'a [u8], delimiter: u8, first: u64, is_last: bool) -> Self {
        let mut lines = lines(part);
        if !is_last && !part.ends_with(b"\n") {
            lines.pop();
        }
        Self { lines, next: 0, delimiter, first, is_last }
    }

    /// What separates fields.
    pub(super) const fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The number of the line that comes after what was read.
    pub(super) fn next_line(&self) -> u64 {
        self.number(self.next)
    }

    fn number(&self, place: usize) -> u64 {
        self.first.saturating_add(u64::try_from(place).unwrap_or(u64::MAX))
    }

    /// The next record that is not blank. Where the shape of a list's rows is known, a record that swallowed one is refused
    /// as far as its first line goes.
    pub(super) fn next(&mut self, shape: Option<Shape>) -> Option<Result<Record, OpenQuote>> {
        loop {
            let first = self.next;
            let record = self.record_at(first, shape)?;
            self.next = record.as_ref().map_or(first + 1, |(_, end)| *end);
            let record = record.map(|(record, _)| record);
            if !record.as_ref().is_ok_and(|record| record.fields.iter().all(String::is_empty)) {
                return Some(record);
            }
        }
    }

    /// The record that begins on a line, and the line after it. `None` after the end, and where it may go on in the next
    /// part.
    fn record_at(&self, first: usize, shape: Option<Shape>) -> Option<Result<(Record, usize), OpenQuote>> {
        let mut text = self.lines.get(first)?.to_vec();
        let line = self.number(first);
        for end in first + 1..=first + MOST_LINES {
            if let Some(fields) = fields(&text, self.delimiter) {
                let more = self.lines.get(first + 1..end).unwrap_or_default();
                let is_swallowing =
                    !more.is_empty() && shape.is_some_and(|it| it.is_swallowing(&fields, more));
                return Some(if is_swallowing {
                    Err(OpenQuote { line })
                } else {
                    Ok((Record::new(line, &fields), end))
                });
            }
            let Some(more) = self.lines.get(end) else {
                return self.is_last.then_some(Err(OpenQuote { line }));
            };
            text.push(b'\n');
            text.extend_from_slice(more);
        }
        Some(Err(OpenQuote { line }))
    }
}

impl Record {
    fn new(line: u64, fields: &[Vec<u8>]) -> Self {
        let texts: Vec<_> = fields.iter().map(|field| String::from_utf8_lossy(field.trim_ascii())).collect();
        let is_utf8 = texts.iter().all(|text| matches!(text, Cow::Borrowed(_)));
        let fields = texts.into_iter().map(|text| unguarded(text.trim()).to_owned()).collect();
        Self { line, fields, is_utf8 }
    }
}

/// The lines of a whole file from line `first` on, in UTF-8: a part of it that needs no other.
#[must_use]
pub fn from_line(file: &[u8], first: u64) -> Vec<u8> {
    let before = usize::try_from(first.saturating_sub(1)).unwrap_or(usize::MAX);
    let mut rest = Vec::with_capacity(file.len());
    for line in lines(file).into_iter().skip(before) {
        rest.extend_from_slice(&line);
        rest.push(b'\n');
    }
    rest
}

/// Behind the last line break there is no line.
fn lines(file: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let mut lines: Vec<_> = match utf16(file) {
        Some(text) => cut(text.as_bytes()).map(|line| Cow::Owned(line.to_vec())).collect(),
        None => cut(file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file)).map(Cow::Borrowed).collect(),
    };
    lines.pop_if(|line| line.is_empty());
    lines
}

fn utf16(file: &[u8]) -> Option<String> {
    let (units, is_little): (_, bool) = match file {
        [0xFF, 0xFE, units @ ..] => (units, true),
        [0xFE, 0xFF, units @ ..] => (units, false),
        _ => return None,
    };
    let (pairs, _) = units.as_chunks::<2>();
    let read = |pair: &[u8; 2]| if is_little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) };
    Some(
        char::decode_utf16(pairs.iter().map(read))
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
    )
}

/// Lines end with a line feed, a carriage return, or both.
fn cut(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let by_line_feed = text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    by_line_feed.flat_map(|line| line.split(|byte| *byte == b'\r'))
}

/// `sep=;`, which Excel writes and reads.
fn stated_delimiter(line: &[u8]) -> Option<u8> {
    let line = line.trim_ascii_start();
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let (name, rest) = line.split_at_checked(4)?;
    name.eq_ignore_ascii_case(b"sep=").then_some(rest.first().copied().unwrap_or(b','))
}

fn most_frequent(header: &[u8]) -> u8 {
    let count = |delimiter: &&u8| header.split(|byte| byte == *delimiter).count();
    // The first of equals: a header of one column has none.
    *DELIMITERS.iter().rev().max_by_key(count).unwrap_or(&b',')
}

/// The fields of a record; `None` where a quotation mark is still open at its end, or closed in the middle of a field that
/// began on an earlier line.
fn fields(text: &[u8], delimiter: u8) -> Option<Vec<Vec<u8>>> {
    let (mut fields, mut rest) = (Vec::new(), Some(text));
    while let Some(text) = rest {
        let (field, behind) = field(text, delimiter)?;
        fields.push(field);
        rest = behind;
    }
    Some(fields)
}

/// The first field, and what stands behind its delimiter.
fn field(text: &[u8], delimiter: u8) -> Option<(Vec<u8>, Option<&[u8]>)> {
    let is_blank = |byte: &u8| *byte == b' ' || *byte == b'\t' && delimiter != b'\t';
    let blanks = text.iter().take_while(|byte| is_blank(byte)).count();
    match text.get(blanks..).and_then(|text| text.strip_prefix(b"\"")) {
        Some(quoted) => quoted_field(quoted, delimiter),
        None => Some(split(text, delimiter)).map(|(field, behind)| (field.to_vec(), behind)),
    }
}

/// A field after its opening quotation mark. Two marks stand for one. What follows the closing one is still part of the
/// field (`"Ana" Smith`), unless line breaks are.
fn quoted_field(text: &[u8], delimiter: u8) -> Option<(Vec<u8>, Option<&[u8]>)> {
    let (mut field, mut rest) = (Vec::new(), text);
    loop {
        let end = rest.iter().position(|byte| *byte == b'"')?;
        let (inside, from_mark) = rest.split_at_checked(end)?;
        field.extend_from_slice(inside);
        rest = from_mark.get(1..)?;
        if rest.first() != Some(&b'"') {
            break;
        }
        field.push(b'"');
        rest = rest.get(1..)?;
    }
    let (behind, next) = split(rest, delimiter);
    let is_closed = behind.trim_ascii().is_empty();
    if !is_closed && field.contains(&b'\n') {
        return None;
    }
    field.extend_from_slice(behind);
    Some((field, next))
}

fn split(text: &[u8], delimiter: u8) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|byte| *byte == delimiter) {
        Some(end) => (text.get(..end).unwrap_or_default(), text.get(end + 1..)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(file: &[u8]) -> Vec<Result<Record, OpenQuote>> {
        let mut lines = Reader::of(file);
        let shape = Shape { columns: 3, phone: Some(0), delimiter: lines.delimiter() };
        std::iter::from_fn(move || lines.next(Some(shape))).collect()
    }

    fn fields(file: &str) -> Vec<Vec<String>> {
        read(file.as_bytes()).into_iter().map(|record| record.unwrap().fields).collect()
    }

    #[test]
    fn every_spreadsheets_way_is_read() {
        let expected = [["phone", "name"], ["1", "Ana; B"]];
        for file in [
            "phone,name\n1,Ana; B\n",
            "\u{feff}phone,name\r\n1,Ana; B",
            "phone;name\n1;\"Ana; B\"\n",
            "phone\tname\n1\tAna; B\n",
            "phone|name\r1|Ana; B\r",
            "sep=;\nphone;name\n1;\"Ana; B\"\n",
            "SEP=,\r\nphone,name\r\n1,Ana; B\r\n",
            "\"sep=|\"\nphone|name\n1|Ana; B\n",
            "sep=\t\nphone\tname\n1\t\"Ana; B\"\n",
            " \"phone\" , name \n\n 1 ,\"Ana; B\"\n,\n",
        ] {
            assert_eq!(fields(file), expected, "{file:?}");
        }
        for (bytes, mark) in
            [(u16::to_le_bytes as fn(u16) -> [u8; 2], [0xFF, 0xFE]), (u16::to_be_bytes, [0xFE, 0xFF])]
        {
            let text: Vec<u8> = "phone\tname\r\n1\tAna; B".encode_utf16().flat_map(bytes).collect();
            let read = read(&[mark.as_slice(), &text].concat());
            assert_eq!(read.into_iter().map(|record| record.unwrap().fields).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn quotation_marks_are_read_as_they_are_meant() {
        for (row, field) in [
            (r#""a ""b"" c""#, r#"a "b" c"#),
            (r#""Ana" Smith"#, "Ana Smith"),
            (r#"5" pipe"#, r#"5" pipe"#),
            (r#""""#, ""),
            ("\"a\n\nb\"", "a\n\nb"),
        ] {
            let file = format!("phone,name\n1,{row}\n");
            assert_eq!(fields(&file).last().unwrap(), &["1", field], "{row}");
        }
    }

    #[test]
    fn an_open_quotation_mark_swallows_no_row() {
        let open = |line| Err(OpenQuote { line });
        let lines = |file: &str| -> Vec<_> {
            read(file.as_bytes()).into_iter().map(|record| record.map(|record| record.line)).collect()
        };
        for (rows, expected) in [
            (
                "+16175550101,\"Ana,no\n+16175550102,Bo,no\n+16175550103,Cy,no\n",
                vec![Ok(1), open(2), Ok(3), Ok(4)],
            ),
            ("+16175550101,\"Ana,no\n+16175550102,\"Bo\",no\n", vec![Ok(1), open(2), Ok(3)]),
            ("+16175550101,\"Ana,no\n+16175550102,\"Bo, Jr.\",no\n", vec![Ok(1), open(2), Ok(3)]),
            ("+16175550101,\"Ana,no\n+16175550102,no,\"\n", vec![Ok(1), open(2), open(3)]),
            (
                "+16175550101,\"Ana,no\n+16175550102,\"\",no\n+16175550103,\"Cy\",no",
                vec![Ok(1), open(2), Ok(3), Ok(4)],
            ),
            ("+16175550101,no,\"\n+16175550102,no,\"\n", vec![Ok(1), open(2), open(3)]),
            ("+16175550101,x,\"a\nb\"\n+16175550102,y,no\n", vec![Ok(1), Ok(2), Ok(4)]),
        ] {
            assert_eq!(lines(&format!("phone,name,consent\n{rows}")), expected, "{rows}");
        }
    }

    #[test]
    fn what_is_no_utf8_is_said_to_be_none() {
        let read = read(b"phone,name\n1,Ren\xe9\n2,Ren\xc3\xa9\n");
        let is_utf8: Vec<_> = read.into_iter().map(|record| record.unwrap().is_utf8).collect();
        assert_eq!(is_utf8, [true, false, true]);
    }

    proptest! {
        #[test]
        fn no_line_that_begins_like_a_row_is_lost(rows in proptest::collection::vec("\\+1617555[0-9]{4}[a-z,\" ]{0,12}", 1..12)) {
            let file = format!("phone,name,consent\n{}\n", rows.join("\n"));
            let lines: Vec<_> = read(file.as_bytes()).into_iter().map(|it| it.map_or_else(|open| open.line, |it| it.line)).collect();
            prop_assert_eq!(lines, (1..=rows.len() as u64 + 1).collect::<Vec<_>>());
        }

        #[test]
        fn any_file_is_read_in_its_order(file in proptest::collection::vec(any::<u8>(), 0..200)) {
            let lines: Vec<_> = read(&file).into_iter().map(|it| it.map_or_else(|open| open.line, |it| it.line)).collect();
            prop_assert!(lines.is_sorted());
        }
    }

    #[test]
    fn the_lines_after_a_header_are_a_part_whatever_the_file_is_written_in() {
        let little = |text: &str| -> Vec<u8> {
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect()
        };
        for file in
            [b"phone\r\n1\r2".to_vec(), b"\xEF\xBB\xBFphone\n1\n2\n".to_vec(), little("phone\n1\n2\n")]
        {
            assert_eq!(from_line(&file, 2), b"1\n2\n");
        }
        assert_eq!(from_line(b"phone\n", 2), b"");
    }
}
