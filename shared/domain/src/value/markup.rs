//! HTML that a shop's editor left in a value.

/// A value without its HTML tags and comments. A tag that breaks a line becomes a space; `5 < 6` is no tag, nor is
/// `<3`, and what follows an open `<` stays.
pub(super) fn without_tags(raw: &str) -> String {
    let mut rest = raw;
    let mut text = String::with_capacity(raw.len());
    while let Some((before, from)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) {
        text.push_str(before);
        let (stands_in, after) = after_tag(from).unwrap_or(("<", from.get(1..).unwrap_or_default()));
        text.push_str(stands_in);
        rest = after;
    }
    text.push_str(rest);
    text
}

/// What stands in for the tag or comment that begins here, a space or nothing, and what follows it.
fn after_tag(from: &str) -> Option<(&'static str, &str)> {
    if let Some(comment) = from.strip_prefix("<!--") {
        return comment.split_once("-->").map(|(_, after)| ("", after));
    }
    let (tag, after) = from.strip_prefix('<')?.split_once('>')?;
    let name = tag.strip_prefix('/').unwrap_or(tag);
    let begins = name.starts_with(|letter: char| letter.is_ascii_alphabetic());
    (begins && !tag.contains('<')).then_some((if breaks(tag) { " " } else { "" }, after))
}

/// Whether what stands before and after the tag are words of their own.
fn breaks(tag: &str) -> bool {
    let name =
        tag.trim_start_matches('/').split(|it: char| !it.is_ascii_alphanumeric()).next().unwrap_or_default();
    let inline = [
        "a", "abbr", "b", "big", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u",
    ];
    !inline.iter().any(|it| it.eq_ignore_ascii_case(name))
}
