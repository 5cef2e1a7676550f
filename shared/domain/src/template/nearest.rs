//! The name that somebody meant who wrote another.

/// The one of the names that differs in the fewest letters, if those are few.
pub(super) fn nearest<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    let written = written.to_lowercase();
    let most = written.chars().count() / 3;
    let near = names.iter().map(|name| (distance(&written, name), *name)).min()?;
    (near.0 <= most).then_some(near.1)
}

/// How many letters are to be changed, added or left out (Levenshtein). Long words are no slip of a name here.
fn distance(written: &str, name: &str) -> usize {
    const LONGEST: usize = 40;
    if written.len() > LONGEST {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=name.chars().count()).collect();
    for (place, letter) in written.chars().enumerate() {
        let mut next = vec![place + 1];
        for (above, other) in row.windows(2).zip(name.chars()) {
            let &[diagonal, above] = above else { continue };
            let left = next.last().copied().unwrap_or_default();
            next.push((diagonal + usize::from(letter != other)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}
