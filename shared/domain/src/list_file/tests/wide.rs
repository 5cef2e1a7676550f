//! Headers that no list has: each costs about as much as it is long.

use super::*;

fn header(columns: usize, name: &str) -> String {
    format!("phone,consent{}", format!(",{name}").repeat(columns - 2))
}

fn is_refused(list: &Result<ListFile, UnreadableList>) -> bool {
    matches!(list, Err(UnreadableList::Columns(UnusableColumns::TooMany { .. })))
}

fn read(header: &str) -> Result<ListFile, UnreadableList> {
    ListFile::csv(format!("{header}\n+14155552671").as_bytes(), &Mapping::default())
}

#[test]
fn a_thousand_columns_of_one_name_are_read() {
    let file = read(&header(1_000, "coname")).unwrap();
    assert_eq!(file.entries(&settings(), now()).len(), 1);
    assert_eq!(file.read_columns().len(), 1_000);
    assert!(is_refused(&read(&header(1_001, "coname"))));
}

#[test]
fn a_thousand_columns_of_opt_outs_are_read() {
    let file = read(&header(1_000, "dnd")).unwrap();
    let read_as = file.read_columns().into_iter().skip(2).map(|column| column.read_as);
    assert_eq!(read_as.collect::<Vec<_>>(), [Some("opt_out"); 998]);
}

#[test]
fn names_may_have_thirty_thousand_bytes_together() {
    let of = |bytes: usize| format!("phone,{}", "n".repeat(bytes - "phone".len()));
    assert!(read(&of(30_000)).is_ok());
    assert!(is_refused(&read(&of(30_001))));
}

#[test]
fn a_file_of_one_long_line_is_refused_in_few_words() {
    let refusal = read(&header(900_000, "x")).unwrap_err().to_string();
    assert!(is_refused(&read(&header(900_000, "x"))));
    assert!(refusal.len() < 300, "{refusal}");
}

#[test]
fn json_with_a_field_of_its_own_in_each_object_is_refused() {
    let people: Vec<_> = (0..2_000).map(|n| json!({ format!("f{n}"): 1 })).collect();
    let text = serde_json::to_vec(&people).unwrap();
    assert!(is_refused(&ListFile::json(&text, &Mapping::default())));
}
