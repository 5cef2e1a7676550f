//! The one place where keys are made and read.
//!
//! | partition key | sort key | what |
//! |---|---|---|
//! | `STORES` | `<store>` | a line of the list of stores: its name and its sender |
//! | `NUMBER_LISTS` | `NUMBER_LISTS` | which list of deactivated numbers is next, and where in it to go on |
//! | `STORE#<store>` | `PROFILE`, `SETTINGS`, `SENDER`, `FLOW#<flow>`, `SEGMENT#<segment>` | what a store is set up to do |
//! | `SENDER#<sender>` | `SENDER` | a sender of a store's own, and the stores that use it |
//! | `SENDER_NUMBER#<number>` | `SENDER_NUMBER` | which sender has a number of AWS's |
//! | `STORE#<store>#FLOW#<flow>` | `<version>` | a version of a flow, with who saved it and when |
//! | `STORE#<store>#CAMPAIGNS` | `<campaign>` | a campaign: its text, whom it is for, when, and where it stands |
//! | `STORE#<store>#CAMPAIGN#<campaign>` | `SHARD#<shard>` | how far a campaign has gone through a shard of the list |
//! | `STORE#<store>#KEYS` | `<key>` | what is known of an API key, by a part of its hash |
//! | `STORE#<store>#AUDIT` | `<at>#<uniq>` | who changed what |
//! | `STORE#<store>#IMPORTS` | `<import>` | a long list that is imported in parts: its header, and how far it has come |
//! | `STORE#<store>#CHECKUP` | `CHECKUP` | what upkeep found of the connection, and how far it has looked back |
//! | `STORE#<store>#SUBSCRIBERS#<shard>` | `<phone>` | a phone on the store's list: its consent, its profile, its last promotions, and the persons whose phone it is; 16 shards, by a hash of the phone |
//! | `STORE#<store>#CONSENT#<phone>` | `<since>#<status>` | a line of the consent ledger: status, source, wording |
//! | `STORE#<store>#FACTS#<subject>` | `FACTS` | what is known of a subscription or charge |
//! | `STORE#<store>#PERSON#<person>` | `MESSAGE#<message>` | a message that was claimed or skipped, below its person |
//! | | `MESSAGE#<message>#OLD_NEWS` | a message that was not made, because its event was found too late |
//! | | `CUSTOMER` | the person as Recharge described them |
//! | `STORE#<store>#REPLIES#<phone>` | `<at>#<reply>` | what the owner of a phone replied to the store |
//! | `STORE#<store>#REPLIES` | `<at>#<reply>` | the same reply, among those of all phones |
//! | `STORE#<store>#ERASURE#<phone hash>` | `ERASURE` | how far the erasure of a phone's owner has come |
//! | `STORE#<store>#PERSON#<person>` | `MESSAGE#<message>#CLICK#<position>` | who followed a link of a message, and when first |
//! | `STORE#<store>#RUN#<run>` | `RUN`, `SHARD#<shard>` | a run over the store's list, and how far it has come in each shard |
//! | `LINK#<code>` | `LINK` | where a short link leads |
//! | `STORE#<store>#JOURNAL` | `<at>#<uniq>` | what was decided in one batch |
//! | `STORE#<store>#COUNTS` | `<UTC hour>#<source>`, `<UTC hour>` | what was counted of a flow or campaign in an hour, and of the store as a whole |
//! | `STORE#<store>#DAYS` | `<UTC day>`, `<UTC day>#<source>` | the hours of a day in one row; what changed of them since |
//! | `STORE#<store>#FORECAST` | `<UTC hour>` | how many messages wait, by five minutes |
//! | `STORE#<store>#PARKED`, `PARKED` | `<received at>_<uniq>` | a queue message that cannot be handled; `PARKED` if it names no store |
//! | `RATE_LIMIT#<token hash>` | `RATE_LIMIT` | how full Recharge's bucket of a token is |
//! | `PACE#SENDER#<sender>` | `PACE` | until when the turns of a sender are taken, who stands in line, and the parts of the day |
//! | | `LINE#<class>#<store>` | until when texts of a store stand in line for their turns |
//! | `PHONE#<phone hash>` | `PHONE` | which stores know a phone, when its owner told the number to stop or to start, and the opt-outs of those who were erased |
//! | `REPLY#<reply>` | `REPLY` | when a reply first came, what it said, and who answered it |
//! | `CONFIRMATION#<phone hash>` | `<sender>` | what a sender told a phone last about its STOP or START |
//! | `HOLD#<minute>#<shard>` | `<store>#<message>` | a message that waits |
//! | `BUCKETS` | `<minute>` | a minute with holds to release |
//! | `SESSIONS` | `<token hash>` | somebody who signed in to the console |
//! | `SIGN_IN_ATTEMPTS#<address>` | `<window>` | how often somebody at an address tried to sign in within ten minutes |
//! | `SIGN_IN_ALERT` | `<hour>` | that the operator was told of such attempts |
//!
//! A store id has no `#`, so that no store's key can be another's. A phone hash is keyed: who has the table alone cannot
//! tell whose it is.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rechime_domain::{
    consent::Consent,
    counting::CountRow,
    hour::Hour,
    ids::{MessageId, PersonId, RunId, SenderId, SourceId, StoreId},
    link::LinkCode,
    minute::Minute,
    occurrence::Subject,
    pace::Class,
    phone::PhoneNumber,
    segment::SegmentId,
};
use rechime_recharge::client::TokenQuota;
use sha2::{Digest, Sha256};

use crate::{
    api_keys::ApiKeyId, audit::AuditEntry, holds::shard_of, imports::ImportId, parked::ParkedId,
    sessions::SessionId,
};

#[cfg(test)]
mod tests;

/// The partition of the list of stores.
pub(crate) const STORES: &str = "STORES";

/// The partition of the configurations' epoch.
pub(crate) const EPOCH: &str = "EPOCH";

/// The partition of the registry of open buckets.
pub(crate) const BUCKETS: &str = "BUCKETS";

/// The partition of the sessions. Few people are signed in at once, so one partition is enough; it lets all of them be
/// signed out.
pub(crate) const SESSIONS: &str = "SESSIONS";

/// The sort key of a store's profile.
pub(crate) const PROFILE: &str = "PROFILE";

/// The sort key of a store's settings.
pub(crate) const SETTINGS: &str = "SETTINGS";

/// The sort key of what a store's texts are sent from.
pub(crate) const SENDER: &str = "SENDER";

/// The prefix of the sort keys of a store's flows.
pub(crate) const FLOW: &str = "FLOW#";

/// The prefix of the sort keys of a store's segments.
pub(crate) const SEGMENT: &str = "SEGMENT#";

/// The sort key of what a run is.
pub(crate) const RUN: &str = "RUN";

/// The prefix of the sort keys of the shards of a run or a campaign.
pub(crate) const SHARD: &str = "SHARD#";

/// Stands between a message and the place of its link in the sort keys of clicks.
const CLICK: &str = "#CLICK#";

/// Stands behind a message in the sort key of what was found too late to become one.
pub(crate) const OLD_NEWS: &str = "#OLD_NEWS";

/// Shards of a store's list, so that an import does not meet the limit of one partition of the table.
pub(crate) const SUBSCRIBER_SHARDS: u8 = 16;

/// An item's primary key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// The partition key.
    pub(crate) pk: String,
    /// The sort key.
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }
}

/// An instant as text of fixed width, so that text order is time order; to the nanosecond, so that nothing is lost.
pub(crate) fn sortable(instant: Timestamp) -> String {
    instant.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%9fZ").to_string()
}

pub(crate) fn store_line(store: &StoreId) -> Key {
    Key::new(STORES, store.as_str())
}

pub(crate) fn epoch() -> Key {
    Key::new(EPOCH, EPOCH)
}

pub(crate) fn store_config(store: &StoreId) -> String {
    format!("STORE#{store}")
}

pub(crate) fn profile(store: &StoreId) -> Key {
    Key::new(store_config(store), PROFILE)
}

pub(crate) fn settings(store: &StoreId) -> Key {
    Key::new(store_config(store), SETTINGS)
}

pub(crate) fn sender(store: &StoreId) -> Key {
    Key::new(store_config(store), SENDER)
}

/// Not below a store, because stores may share it.
pub(crate) fn known_sender(id: &SenderId) -> Key {
    Key::new(format!("SENDER#{id}"), SENDER)
}

/// Not below a store, because a reply names the number only.
pub(crate) fn sender_number(number: &PhoneNumber) -> Key {
    Key::new(format!("SENDER_NUMBER#{}", number.as_str()), "SENDER_NUMBER")
}

pub(crate) fn flow(store: &StoreId, id: &SourceId) -> Key {
    Key::new(store_config(store), format!("{FLOW}{id}"))
}

pub(crate) fn segment(store: &StoreId, id: &SegmentId) -> Key {
    Key::new(store_config(store), format!("{SEGMENT}{id}"))
}

pub(crate) fn runs(store: &StoreId, run: &RunId) -> String {
    format!("STORE#{store}#RUN#{run}")
}

pub(crate) fn run(store: &StoreId, run: &RunId) -> Key {
    Key::new(runs(store, run), RUN)
}

pub(crate) fn shard_of_run(store: &StoreId, run: &RunId, shard: u8) -> Key {
    Key::new(runs(store, run), format!("{SHARD}{shard:02}"))
}

pub(crate) fn campaigns(store: &StoreId) -> String {
    format!("STORE#{store}#CAMPAIGNS")
}

/// In text order campaigns are in the order in which they were created.
pub(crate) fn campaign(store: &StoreId, id: &SourceId) -> Key {
    Key::new(campaigns(store), id.as_str())
}

pub(crate) fn shards_of_campaign(store: &StoreId, id: &SourceId) -> String {
    format!("STORE#{store}#CAMPAIGN#{id}")
}

pub(crate) fn shard_of_campaign(store: &StoreId, id: &SourceId, shard: u8) -> Key {
    Key::new(shards_of_campaign(store, id), format!("{SHARD}{shard:02}"))
}

pub(crate) fn flow_versions(store: &StoreId, id: &SourceId) -> String {
    format!("STORE#{store}#{FLOW}{id}")
}

/// In text order versions are in their order.
pub(crate) fn flow_version(store: &StoreId, id: &SourceId, version: u64) -> Key {
    Key::new(flow_versions(store, id), format!("{version:010}"))
}

pub(crate) fn api_keys(store: &StoreId) -> String {
    format!("STORE#{store}#KEYS")
}

pub(crate) fn api_key(store: &StoreId, id: &ApiKeyId) -> Key {
    Key::new(api_keys(store), id.as_str())
}

pub(crate) fn audit(store: &StoreId) -> String {
    format!("STORE#{store}#AUDIT")
}

pub(crate) fn audit_entry(store: &StoreId, entry: &AuditEntry) -> Key {
    Key::new(audit(store), format!("{}#{}", sortable(entry.at), entry.uniq))
}

pub(crate) fn imports(store: &StoreId) -> String {
    format!("STORE#{store}#IMPORTS")
}

pub(crate) fn import(store: &StoreId, id: &ImportId) -> Key {
    Key::new(imports(store), id.as_str())
}

pub(crate) fn checkup(store: &StoreId) -> Key {
    Key::new(format!("STORE#{store}#CHECKUP"), "CHECKUP")
}

pub(crate) fn number_lists() -> Key {
    Key::new("NUMBER_LISTS", "NUMBER_LISTS")
}

/// The shard of a phone on the lists of all stores.
pub(crate) fn subscriber_shard(phone: &str) -> u8 {
    Sha256::digest(phone).first().copied().unwrap_or_default() % SUBSCRIBER_SHARDS
}

pub(crate) fn subscribers(store: &StoreId, shard: u8) -> String {
    format!("STORE#{store}#SUBSCRIBERS#{shard}")
}

pub(crate) fn subscriber(store: &StoreId, phone: &PhoneNumber) -> Key {
    Key::new(subscribers(store, subscriber_shard(phone.as_str())), phone.as_str())
}

pub(crate) fn consents(store: &StoreId, phone: &PhoneNumber) -> String {
    format!("STORE#{store}#CONSENT#{}", phone.as_str())
}

/// The status is part of it, so that a yes and a no of the same instant are both kept.
pub(crate) fn consent(store: &StoreId, phone: &PhoneNumber, consent: &Consent) -> Key {
    Key::new(consents(store, phone), format!("{}#{}", sortable(consent.since), consent.status.key()))
}

pub(crate) fn customer(store: &StoreId, id: &str) -> Key {
    Key::new(person(store, &PersonId::of_customer(store, id)), CUSTOMER)
}

/// The key is the token's, not a store's: stores that share a token share its quota.
pub(crate) fn rate_limit(quota: &TokenQuota) -> Key {
    Key::new(format!("RATE_LIMIT#{}", quota.name), "RATE_LIMIT")
}

/// How a sender stands.
pub(crate) fn pace(sender: &SenderId) -> Key {
    Key::new(paces(sender), "PACE")
}

/// Beside it, the line of a store's texts.
pub(crate) fn line(sender: &SenderId, class: Class, store: &StoreId) -> Key {
    Key::new(paces(sender), format!("LINE#{}#{store}", class.key()))
}

fn paces(sender: &SenderId) -> String {
    format!("PACE#SENDER#{sender}")
}

pub(crate) fn facts(store: &StoreId, subject: &Subject) -> Key {
    Key::new(format!("STORE#{store}#FACTS#{}", subject.key()), "FACTS")
}

/// The partition of a person: all that is kept below them goes with them.
pub(crate) fn person(store: &StoreId, person: &PersonId) -> String {
    format!("STORE#{store}#PERSON#{person}")
}

/// The sort key of a person as Recharge described them.
pub(crate) const CUSTOMER: &str = "CUSTOMER";

/// The prefix of the sort keys of a person's messages.
pub(crate) const MESSAGE: &str = "MESSAGE#";

pub(crate) fn message(store: &StoreId, id: &MessageId) -> Key {
    Key::new(person(store, &id.person()), format!("{MESSAGE}{}", id.parts().1))
}

/// Beside the message's row.
pub(crate) fn click(store: &StoreId, id: &MessageId, position: u8) -> Key {
    let (pk, prefix) = clicks(store, id);
    Key::new(pk, format!("{prefix}{position:02}"))
}

/// Beside where the message's row would be.
pub(crate) fn old_news(store: &StoreId, id: &MessageId) -> Key {
    let Key { pk, sk } = message(store, id);
    Key { pk, sk: format!("{sk}{OLD_NEWS}") }
}

/// The partition of a message's clicks, and what their sort keys begin with.
pub(crate) fn clicks(store: &StoreId, id: &MessageId) -> (String, String) {
    let message = message(store, id);
    (message.pk, format!("{}{CLICK}", message.sk))
}

/// The place of the link whose clicks have this sort key; `None` where it is the key of something else.
pub(crate) fn click_position(sk: &str) -> Option<u8> {
    sk.split_once(CLICK)?.1.parse().ok()
}

/// Not below a store, because whoever follows a link names its code only.
pub(crate) fn link(code: &LinkCode) -> Key {
    Key::new(format!("LINK#{}", code.as_str()), "LINK")
}

pub(crate) fn journal(store: &StoreId) -> String {
    format!("STORE#{store}#JOURNAL")
}

pub(crate) fn batch(store: &StoreId, at: Timestamp, uniq: &str) -> Key {
    Key::new(journal(store), format!("{}#{uniq}", sortable(at)))
}

/// When the batch with this sort key was written.
pub(crate) fn batch_at(sk: &str) -> Option<Timestamp> {
    sk.split_once('#')?.0.parse().ok()
}

pub(crate) fn counts(store: &StoreId) -> String {
    format!("STORE#{store}#COUNTS")
}

pub(crate) fn forecast(store: &StoreId) -> String {
    format!("STORE#{store}#FORECAST")
}

/// Of an hour, the store's own row comes first.
pub(crate) fn count_row(store: &StoreId, row: &CountRow) -> Key {
    match row {
        CountRow::Source { hour, source } => Key::new(counts(store), format!("{hour}#{source}")),
        CountRow::Store { hour } => Key::new(counts(store), hour.to_string()),
        CountRow::Forecast { hour } => Key::new(forecast(store), hour.to_string()),
    }
}

/// The sort keys between which all rows of some hours are, the first and the last of them included.
pub(crate) fn counted_hours(first: Hour, last: Hour) -> (String, String) {
    // `$` follows `#`.
    (first.to_string(), format!("{last}$"))
}

/// The hour, and the source if there is one, of the counters with this sort key.
pub(crate) fn counted(sk: &str) -> Option<(Hour, Option<SourceId>)> {
    match sk.split_once('#') {
        Some((hour, source)) => Some((hour.parse().ok()?, Some(SourceId::parse(source).ok()?))),
        None => Some((sk.parse().ok()?, None)),
    }
}

pub(crate) fn days(store: &StoreId) -> String {
    format!("STORE#{store}#DAYS")
}

pub(crate) fn day(store: &StoreId, day: Date) -> Key {
    Key::new(days(store), day.to_string())
}

/// Follows the row of its day. The store as a whole has no name.
pub(crate) fn late_counts(store: &StoreId, day: Date, source: Option<&SourceId>) -> Key {
    Key::new(days(store), format!("{day}#{}", source.map_or("", SourceId::as_str)))
}

/// The sort keys between which all rows of some days are, the first and the last of them included.
pub(crate) fn counted_days(first: Date, last: Date) -> (String, String) {
    (first.to_string(), format!("{last}$"))
}

/// What is in the partition of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CountedDay {
    /// The row of a day.
    Day(Date),
    /// What changed of it since, of a flow or campaign or of the store as a whole.
    Late(Date, Option<SourceId>),
}

/// Which row of the partition of days has this sort key.
pub(crate) fn counted_day(sk: &str) -> Option<CountedDay> {
    let Some((day, source)) = sk.split_once('#') else { return Some(CountedDay::Day(sk.parse().ok()?)) };
    let source = if source.is_empty() { None } else { Some(SourceId::parse(source).ok()?) };
    Some(CountedDay::Late(day.parse().ok()?, source))
}

/// A row that can matter to the counters, by its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CountedRow {
    /// A message's row.
    Message(StoreId),
    /// A batch of the journal, and when it was written.
    Batch(StoreId, Timestamp),
    /// A hold, and until when.
    Hold(StoreId, Minute),
    /// A phone on a store's list.
    Subscriber(StoreId),
}

/// Which row of those that can matter to the counters has this key; `None` if it is another.
pub(crate) fn counted_row(pk: &str, sk: &str) -> Option<CountedRow> {
    if let Some(bucket) = pk.strip_prefix("HOLD#") {
        let minute = bucket.split_once('#')?.0.parse().ok()?;
        return Some(CountedRow::Hold(held(sk)?.0, minute));
    }
    let (store, kind) = pk.strip_prefix("STORE#")?.split_once('#')?;
    let store = StoreId::parse(store).ok()?;
    match kind.split_once('#').map_or(kind, |(kind, _)| kind) {
        "PERSON" => is_message(sk).then_some(CountedRow::Message(store)),
        "JOURNAL" => Some(CountedRow::Batch(store, batch_at(sk)?)),
        "SUBSCRIBERS" => Some(CountedRow::Subscriber(store)),
        _ => None,
    }
}

/// What follows a message's own key, such as a click's, is another row.
fn is_message(sk: &str) -> bool {
    sk.strip_prefix("MESSAGE#").is_some_and(|own| !own.contains('#'))
}

pub(crate) fn parking(store: Option<&StoreId>) -> String {
    store.map_or_else(|| "PARKED".to_owned(), |store| format!("STORE#{store}#PARKED"))
}

pub(crate) fn parked(store: Option<&StoreId>, id: &ParkedId) -> Key {
    Key::new(parking(store), id.as_str())
}

/// Not below a store, because a reply names the phone and no store.
pub(crate) fn phone(hidden: &str) -> Key {
    Key::new(format!("PHONE#{hidden}"), "PHONE")
}

pub(crate) fn erasure(store: &StoreId, whose: &str) -> Key {
    Key::new(format!("STORE#{store}#ERASURE#{whose}"), "ERASURE")
}

pub(crate) fn received_replies(store: &StoreId, phone: &PhoneNumber) -> String {
    format!("STORE#{store}#REPLIES#{}", phone.as_str())
}

/// The partition of the replies of all phones to a store.
pub(crate) fn inbox(store: &StoreId) -> String {
    format!("STORE#{store}#REPLIES")
}

/// A reply has the same sort key among those of its phone and among all.
pub(crate) fn inbox_line(store: &StoreId, reply: &Key) -> Key {
    Key::new(inbox(store), reply.sk.clone())
}

pub(crate) fn received_reply(store: &StoreId, phone: &PhoneNumber, at: Timestamp, id: &str) -> Key {
    Key::new(received_replies(store, phone), format!("{}#{id}", sortable(at)))
}

/// Not below a store, because it is known only later which store a reply is for.
pub(crate) fn reply(id: &str) -> Key {
    Key::new(format!("REPLY#{id}"), "REPLY")
}

/// Not below a store, either: a sender confirms for all stores that use it.
pub(crate) fn confirmation(hidden: &str, sender: Option<&SenderId>) -> Key {
    Key::new(format!("CONFIRMATION#{hidden}"), sender.map_or("UNNAMED", SenderId::as_str))
}

pub(crate) fn holds(minute: Minute, shard: u8) -> String {
    format!("HOLD#{minute}#{shard}")
}

pub(crate) fn hold(until: Minute, id: &MessageId, store: &StoreId) -> Key {
    Key::new(holds(until, shard_of(&id.person())), held_as(store, id))
}

/// The sort key of a hold.
pub(crate) fn held_as(store: &StoreId, id: &MessageId) -> String {
    format!("{store}#{id}")
}

/// The prefix of the sort keys of a store's holds.
pub(crate) fn held_of(store: &StoreId) -> String {
    format!("{store}#")
}

/// Behind the sort keys of a store's holds, and before those of the next store.
pub(crate) fn held_behind(store: &StoreId) -> String {
    format!("{store}#~")
}

/// The prefix of the sort keys of a person's holds.
pub(crate) fn held_of_person(store: &StoreId, person: &PersonId) -> String {
    format!("{store}#{person}")
}

/// The store and the message of the hold with this sort key.
pub(crate) fn held(sk: &str) -> Option<(StoreId, MessageId)> {
    let (store, id) = sk.split_once('#')?;
    Some((StoreId::parse(store).ok()?, MessageId::parse(id).ok()?))
}

pub(crate) fn bucket(minute: Minute) -> Key {
    Key::new(BUCKETS, minute.to_string())
}

pub(crate) fn session(id: &SessionId) -> Key {
    Key::new(SESSIONS, id.as_str())
}

pub(crate) fn sign_in_attempts(address: &str, window: Timestamp) -> Key {
    Key::new(format!("SIGN_IN_ATTEMPTS#{address}"), sortable(window))
}

pub(crate) fn sign_in_alert(window: Timestamp) -> Key {
    Key::new("SIGN_IN_ALERT", sortable(window))
}
