//! Who is in a segment, page by page.

use jiff::civil::Date;
use rechime_domain::{list_file::row, profile::ProfileField, subscriber::Subscriber};
use rechime_store::{Cursor, Page, configs::StoreConfig, subscribers::SHARDS};

use super::{SegmentError, condition_of, find};
use crate::app::App;

/// How much of the list is read for a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    /// It ends with the read by which it has so many members,
    members: usize,
    /// or by which so many people were read.
    people: usize,
    /// People of one read at most. Those of them who are members are all on the page.
    at_once: usize,
}

impl Span {
    /// A page to look at: 100 to 600 members.
    pub(crate) const LIST: Self = Self { members: 100, people: 6_000, at_once: 500 };

    /// A part of an export: up to some 12 MB of the list are read for it.
    pub(crate) const EXPORT: Self = Self { members: 8_000, people: 30_000, at_once: 10_000 };
}

/// Members of a segment in a fixed order, which is not that of their phones. A page may be empty even where more follow.
pub(crate) async fn list(
    app: &App,
    store: &StoreConfig,
    key: &str,
    from: Option<&Cursor>,
    span: Span,
) -> Result<Page<Subscriber>, SegmentError> {
    let (condition, now) = (condition_of(store, &find(store, key)?), app.clock.now());
    let mut place = from.map_or_else(|| Ok(Place::default()), Place::read)?;
    let (mut items, mut read) = (Vec::new(), 0);
    while items.len() < span.members && read < span.people {
        let (id, after) = (&store.settings.id, place.after.as_ref());
        let page = app.shards.list_shard(id, place.shard, after, span.at_once).await?;
        read += page.items.len();
        items.extend(page.items.into_iter().filter(|subscriber| condition.describes(subscriber, now)));
        match place.following(page.next) {
            Some(next) => place = next,
            None => return Ok(Page { items, next: None }),
        }
    }
    Ok(Page { items, next: Some(place.cursor()) })
}

/// The columns of consent and of what they did, around those of the profile.
const BEFORE: [&str; 4] = ["phone", "consent", "consent_source", "consent_at"];
const AFTER: [&str; 2] = ["received_recharge_on", "clicked_recharge_on"];

/// Members as CSV. The columns' names stand above the first part only.
pub(crate) fn table(page: &Page<Subscriber>, is_first: bool) -> String {
    let of_profile = ProfileField::ALL.map(ProfileField::name);
    let head = BEFORE.into_iter().chain(of_profile).chain(AFTER);
    let head = if is_first { row(head) } else { String::new() };
    page.items.iter().fold(head, |table, member| table + &row(fields(member).iter().map(String::as_str)))
}

fn fields(member: &Subscriber) -> Vec<String> {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let consent = [
        member.phone.as_str().to_owned(),
        member.consent_status().key().to_owned(),
        member.consent.map(|consent| consent.source.key().to_owned()).unwrap_or_default(),
        member.consent.map(|consent| consent.since.to_string()).unwrap_or_default(),
    ];
    let profile =
        ProfileField::ALL.map(|field| member.profile.get(field).map(str::to_owned).unwrap_or_default());
    let did = [day(member.received_recharge_on), day(member.clicked_recharge_on)];
    consent.into_iter().chain(profile).chain(did).collect()
}

/// Where in the list a page begins: a shard, and the last phone of it that was read.
#[derive(Debug, Default, PartialEq, Eq)]
struct Place {
    shard: u8,
    after: Option<Cursor>,
}

/// Between the two in a cursor.
const SEPARATOR: char = '_';

impl Place {
    fn read(cursor: &Cursor) -> Result<Self, SegmentError> {
        let (shard, after) = cursor.as_str().split_once(SEPARATOR).ok_or(SegmentError::Cursor)?;
        let shard = shard.parse().ok().filter(|shard| *shard < SHARDS).ok_or(SegmentError::Cursor)?;
        Ok(Self { shard, after: Cursor::try_from(after.to_owned()).ok() })
    }

    fn cursor(&self) -> Cursor {
        let after = self.after.as_ref().map_or("", Cursor::as_str);
        Cursor::new(format!("{}{SEPARATOR}{after}", self.shard))
    }

    /// Where to go on; `None` at the end of the last shard.
    fn following(&self, after: Option<Cursor>) -> Option<Self> {
        let shard = if after.is_some() { self.shard } else { self.shard + 1 };
        (shard < SHARDS).then_some(Self { shard, after })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written_and_nothing_else_is_one() {
        let within = Place { shard: 3, after: Some(Cursor::new("+12125550123")) };
        for place in [Place::default(), Place { shard: 15, after: None }, within] {
            assert_eq!(Place::read(&place.cursor()).unwrap(), place);
        }
        for other in ["+12125550123", "16_", "x_", "-1_", ""] {
            assert!(matches!(Place::read(&Cursor::new(other)), Err(SegmentError::Cursor)), "{other}");
        }
    }

    #[test]
    fn shards_follow_each_other_to_the_last() {
        let last = Place { shard: SHARDS - 1, after: None };
        assert_eq!(Place::default().following(None), Some(Place { shard: 1, after: None }));
        assert_eq!(last.following(None), None);
        assert!(last.following(Some(Cursor::new("+12125550123"))).is_some());
    }
}
