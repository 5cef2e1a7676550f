//! The list of messages, by which a client finds out what became of a send that was never answered.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::error::TwilioError;
use super::request::Parameters;
use super::resource;
use crate::sms::outbox::{Entry, Provider};

const DEFAULT_PAGE_SIZE: usize = 50;
const MAX_PAGE_SIZE: usize = 1000;

/// One page of `account`'s messages, newest first.
pub(crate) fn page(entries: &[Entry], account: &str, parameters: &Parameters) -> Result<Value, TwilioError> {
    let number = |name: &str, default| parameters.get(name).map_or(Ok(default), |text| parse(name, text));
    let size: usize = number("PageSize", DEFAULT_PAGE_SIZE)?.clamp(1, MAX_PAGE_SIZE);
    let page: usize = number("Page", 0)?;
    let filter = Filter::parse(parameters)?;
    let found: Vec<&Entry> = entries.iter().rev().filter(|entry| filter.passes(entry)).collect();
    let start = page.saturating_mul(size);
    let messages: Vec<Value> =
        found.iter().skip(start).take(size).map(|entry| resource::message(entry, account, "sent")).collect();
    let uri = |page: usize| page_uri(account, parameters, page, size);
    Ok(json!({
        "first_page_uri": uri(0),
        "next_page_uri": (found.len() > start.saturating_add(size)).then(|| uri(page + 1)),
        "previous_page_uri": page.checked_sub(1).map(uri),
        "uri": uri(page),
        "page": page,
        "page_size": size,
        "start": start,
        "end": (start + messages.len()).saturating_sub(1),
        "messages": messages,
    }))
}

/// `To`, `From` and the moments between which a message was sent; `DateSent` alone means
/// its whole day.
struct Filter {
    to: Option<String>,
    from: Option<String>,
    not_before: Option<Timestamp>,
    not_after: Option<Timestamp>,
    day: Option<Date>,
}

impl Filter {
    fn parse(parameters: &Parameters) -> Result<Self, TwilioError> {
        let moment = |name: &str| parameters.get(name).map(|text| moment(name, text)).transpose();
        Ok(Self {
            to: parameters.get("To").cloned(),
            from: parameters.get("From").cloned(),
            not_before: moment("DateSent>")?,
            not_after: moment("DateSent<")?,
            day: moment("DateSent")?.map(utc_date),
        })
    }

    fn passes(&self, entry: &Entry) -> bool {
        entry.provider == Provider::Twilio
            && self.to.as_ref().is_none_or(|to| *to == entry.to)
            && self.from.as_ref().is_none_or(|from| Some(from) == entry.from.as_ref())
            && self.not_before.is_none_or(|bound| entry.at >= bound)
            && self.not_after.is_none_or(|bound| entry.at <= bound)
            && self.day.is_none_or(|day| utc_date(entry.at) == day)
    }
}

fn utc_date(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// A moment, or a day's beginning in UTC.
fn moment(name: &str, text: &str) -> Result<Timestamp, TwilioError> {
    let day = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok();
    let moment = text.parse().ok().or_else(|| day().map(|day| day.timestamp()));
    moment.ok_or_else(|| invalid(name))
}

fn parse<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, TwilioError> {
    text.parse().map_err(|_| invalid(name))
}

fn invalid(name: &str) -> TwilioError {
    TwilioError::new(20001, format!("Invalid parameter {name}"))
}

fn page_uri(account: &str, parameters: &Parameters, page: usize, size: usize) -> String {
    let mut query = parameters.clone();
    query.insert("Page".to_owned(), page.to_string());
    query.insert("PageSize".to_owned(), size.to_string());
    let query: Vec<String> =
        query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    format!("/2010-04-01/Accounts/{account}/Messages.json?{}", query.join("&"))
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
