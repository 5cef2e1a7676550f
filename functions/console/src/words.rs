//! Every word of the pages, language by language: a language is one value of [`Words`]. A word that is missing does not
//! compile. What the rules say (reasons, faults) comes from `domain` in sentences of its own.

mod en;
#[cfg(test)]
mod tests;

pub(crate) use self::en::{EN, Words};

/// Sentences with a number in them, which each language builds by its own rules.
#[derive(Clone, Copy)]
pub(crate) struct Say {
    pub(crate) number: fn(u64) -> String,
    pub(crate) segments: fn(u64) -> String,
    pub(crate) texts: fn(u64) -> String,
    /// So many of so many, as a share.
    pub(crate) percent: fn(u64, u64) -> String,
    /// An amount in cents.
    pub(crate) dollars: fn(u64) -> String,
    /// Events that were tried again, and those that cannot be.
    pub(crate) tried_again: fn(u64, u64) -> String,
    /// Texts that the provider refused, or may have lost, since yesterday.
    pub(crate) failed_lately: fn(u64) -> String,
    /// Texts that wait, and from when on they go.
    pub(crate) wait_from: fn(u64, &str) -> String,
    /// When the last of several texts goes.
    pub(crate) gone_by: fn(&str) -> String,
    /// What a flow's texts did: sent, clicked, opted out, cost.
    pub(crate) flow_figures: fn(u64, u64, u64, &str) -> String,
    /// A bar of a chart: its day or hour, texts sent, and texts delivered.
    pub(crate) bar: fn(&str, u64, u64) -> String,
    pub(crate) faults: fn(u64) -> String,
    /// How many flows are live.
    pub(crate) live: fn(u64) -> String,
    /// How many of all flows are live.
    pub(crate) live_of: fn(u64, u64) -> String,
    /// To activate so many default flows.
    pub(crate) activate_all: fn(u64) -> String,
    /// So many failed texts are on their way again, and so many are not.
    pub(crate) sent_again: fn(u64, u64) -> String,
    /// The zone that times are in.
    pub(crate) zone: fn(&str) -> String,
    /// How many are on a page of the list, and whether more follow.
    pub(crate) subscribers: fn(u64, bool) -> String,
    /// From one time of day to another.
    pub(crate) from_to: fn(&str, &str) -> String,
    /// Permissions that a key lacks.
    pub(crate) cannot_read: fn(&[&str]) -> String,
    /// The place of a message among a flow's, from 1.
    pub(crate) message: fn(usize) -> String,
    /// A text among the alternatives of a message, by its place.
    pub(crate) variant: fn(usize) -> String,
    /// The same, and for how many percent of customers it is.
    pub(crate) variant_percent: fn(usize, &str) -> String,
    /// How large a text is: its segments and what it costs.
    pub(crate) size: fn(u64, f64) -> String,
    /// After a wait, the event or the message before.
    pub(crate) after: fn(&str) -> String,
    /// The hours in which nothing is sent.
    pub(crate) quiet: fn(&str, &str) -> String,
    /// Until when a text waits.
    pub(crate) waits_until: fn(&str) -> String,
    /// Texts an hour, and hours between promotions.
    pub(crate) frequency: fn(u64, u64) -> String,
    /// A law's hours: weekdays, Saturday, Sunday, and whether holidays are closed.
    pub(crate) week: fn(&str, &str, &str, bool) -> String,
    /// How many promotions a day a law allows.
    pub(crate) law_cap: fn(u64) -> String,
    /// When something was done, and by whom.
    pub(crate) by: fn(&str, &str) -> String,
    /// Lines of an import that were handled in some way.
    pub(crate) people: fn(u64) -> String,
    /// How many people get a text, its segments in all, what they cost, and whether that is exact.
    pub(crate) estimate: fn(u64, u64, &str, bool) -> String,
    /// The name of a new campaign, by the day.
    pub(crate) campaign_of: fn(&str) -> String,
    /// How many of them wait.
    pub(crate) of_them_wait: fn(u64) -> String,
    /// To send a text to so many people, and whether that is exact.
    pub(crate) send_to: fn(u64, bool) -> String,
    /// How many people of a campaign were dealt with, how many wait, and how many get nothing because it was canceled.
    pub(crate) gone_of: fn(u64, u64, u64, u64) -> String,
    /// Whether somebody is in a segment.
    pub(crate) in_segment: fn(&str) -> String,
    /// Lines of a file.
    pub(crate) lines: fn(u64) -> String,
    /// The numbers of some lines, and whether there are more.
    pub(crate) in_lines: fn(&str, bool) -> String,
    /// To import so many lines.
    pub(crate) import_lines: fn(u64) -> String,
    /// Segments a second and, if there is a limit, a day.
    pub(crate) rate: fn(u64, Option<u64>) -> String,
    /// How many people a segment has, whether that is exact, and when they were counted.
    pub(crate) counted: fn(u64, bool, &str) -> String,
    /// What somebody did with the texts of a flow, within how many days, at least how often.
    pub(crate) lately: fn(&str, &str, u64, u64) -> String,
    /// A version of a flow.
    pub(crate) version: fn(u64) -> String,
    /// A span in minutes.
    pub(crate) duration: fn(u64) -> String,
    /// So many characters are used of what one or several segments hold.
    pub(crate) used: fn(u64, u64) -> String,
    /// US dollars for one text, and for a thousand.
    pub(crate) cost: fn(f64) -> (String, String),
}
