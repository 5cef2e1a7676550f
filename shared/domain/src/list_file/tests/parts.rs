//! A file that comes in parts says what it says in one go.

use super::*;

/// What a file says line by line, read in one go.
fn in_one_go(file: &str) -> Vec<(u64, Result<Line, Refusal>)> {
    csv(file).entries(&settings(), now()).into_iter().map(|entry| (entry.line, entry.read)).collect()
}

/// The same, of parts of so many lines. Each part begins where the one before says.
fn in_parts(file: &str, lines_of_part: usize) -> Vec<(u64, Result<Line, Refusal>)> {
    let layout = Layout::read(file.as_bytes(), &Mapping::default()).unwrap();
    let all: Vec<&str> = file.split_inclusive('\n').collect();
    let (mut said, mut next, mut size) = (Vec::new(), layout.first_line, lines_of_part);
    loop {
        let from = usize::try_from(next).unwrap() - 1;
        let to = (from + size).min(all.len());
        let is_last = to == all.len();
        let part = ListFile::part(&layout, all[from..to].concat().as_bytes(), next, is_last).unwrap();
        said.extend(part.entries(&settings(), now()).into_iter().map(|entry| (entry.line, entry.read)));
        // Where not even one record fits, more has to be sent.
        size = if part.next_line() == next { size + 1 } else { lines_of_part };
        next = part.next_line();
        if is_last {
            return said;
        }
    }
}

proptest! {
    #[test]
    fn a_file_in_parts_says_the_same(
        rows in prop::collection::vec("\\+1617555[0-9]{4},(\"[a-z,\n]{0,9}\"|[a-z\"]{0,5}),(yes|no|)", 1..30),
        size in 1_usize..9,
    ) {
        let file = format!("sep=,\nphone,name,consent\n{}\n", rows.join("\n"));
        prop_assert_eq!(in_parts(&file, size), in_one_go(&file));
    }
}

#[test]
fn what_is_cut_in_the_middle_of_a_line_is_left_to_the_next_part() {
    let layout = Layout::read(b"phone;consent\n+16175550101;no", &Mapping::default()).unwrap();
    assert_eq!((layout.first_line, layout.delimiter), (2, b';'));
    let part = ListFile::part(&layout, b"+16175550101;no\n+16175550102;n", 2, false).unwrap();
    assert_eq!((part.entries(&settings(), now()).len(), part.next_line()), (1, 3));
    let rest = ListFile::part(&layout, b"+16175550102;no", 3, true).unwrap();
    assert_eq!((lines(&rest).0[0].phone.as_str(), rest.next_line()), ("+16175550102", 4));
}
