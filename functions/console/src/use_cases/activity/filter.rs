//! Looking through a store's activity for some of its messages.

use rechime_domain::{ids::SourceId, settings::StoreSettings};
use rechime_store::{Cursor, Page, StoreError};

use super::{entry::Entry, list};
use crate::app::App;

/// Batches that are read at once, and how often that is done for one page: what was not found by then may be further
/// back.
const BATCHES: usize = 20;
const READS: usize = 5;

/// As many entries make a page.
const ENOUGH: usize = 25;

/// Which messages are wanted. Nothing wanted in particular means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) standing: Option<Standing>,
    pub(crate) flow: Option<SourceId>,
    /// The code of the reason for which they were skipped.
    pub(crate) reason: Option<String>,
}

/// How messages stand, in groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// They went out, and nothing is known against them.
    Sent,
    /// They are still to go.
    Waiting,
    /// The provider refused them, or nobody knows.
    Failed,
    /// The provider had them, and they did not arrive.
    Undelivered,
    /// They were not sent, for a reason.
    Skipped,
}

impl Standing {
    pub(crate) const ALL: [Self; 5] =
        [Self::Sent, Self::Waiting, Self::Failed, Self::Undelivered, Self::Skipped];

    /// The name in addresses.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Waiting => "waiting",
            Self::Failed => "failed",
            Self::Undelivered => "undelivered",
            Self::Skipped => "skipped",
        }
    }

    fn has(self, state: &str) -> bool {
        match self {
            Self::Sent => matches!(state, "sending" | "accepted" | "delivered"),
            Self::Waiting => matches!(state, "held" | "due"),
            Self::Failed => matches!(state, "failed" | "unknown"),
            Self::Undelivered => state == "undelivered",
            Self::Skipped => state == "skipped",
        }
    }
}

impl Filter {
    fn takes(&self, entry: &Entry) -> bool {
        self.standing.is_none_or(|standing| standing.has(entry.state))
            && self.flow.as_ref().is_none_or(|flow| *flow == entry.flow)
            && self.reason.as_ref().is_none_or(|code| entry.was_skipped_for(code))
    }
}

/// The wanted messages, the newest first. A page may be short, or empty, and still have a next one.
pub(crate) async fn find(
    app: &App,
    settings: &StoreSettings,
    filter: &Filter,
    from: Option<Cursor>,
) -> Result<Page<Entry>, StoreError> {
    let mut found = Page { items: Vec::new(), next: from };
    for _ in 0..READS {
        let page = list(app, settings, found.next.as_ref(), Some(BATCHES)).await?;
        found.items.extend(page.items.into_iter().filter(|entry| filter.takes(entry)));
        found.next = page.next;
        if found.next.is_none() || found.items.len() >= ENOUGH {
            break;
        }
    }
    Ok(found)
}
