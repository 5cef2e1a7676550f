//! A store's list as a file that a spreadsheet shows, and that can be imported again.

use super::formula::guarded;

/// The columns of an exported list.
pub const EXPORT_COLUMNS: [&str; 9] = [
    "phone",
    "consent",
    "consent_source",
    "consent_at",
    "wording",
    "time_zone",
    "country",
    "province",
    "zip",
];

/// A row of a CSV file, with its end. No field of it is taken for a formula, and a line break in a field is a space, so
/// that each row is one line.
pub fn row<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let fields: Vec<_> = fields.into_iter().map(field).collect();
    fields.join(",") + "\r\n"
}

fn field(text: &str) -> String {
    let text = text.replace(['\r', '\n'], " ");
    let text = guarded(&text);
    let is_plain = !text.contains([',', '"', ';', '|', '\t']) && text.trim() == text;
    if is_plain { text.into_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_one_line_and_no_formula() {
        let written = row(["+14155552671", "say \"hi\",\nJo", "=1+1", "", "a;b"]);
        insta::assert_snapshot!(written.trim_end(), @r#"'+14155552671,"say ""hi"", Jo",'=1+1,,"a;b""#);
        assert!(written.ends_with("\r\n"));
    }
}
