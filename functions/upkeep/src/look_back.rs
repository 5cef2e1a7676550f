//! Fetching what changed since the last run, page by page.

use rechime_platform::job::JobError;
use rechime_recharge::client::{ApiError, Listing};
use rechime_store::checkups::{Checkup, LookBack};
use tokio::sync::OnceCell;

use crate::{Upkeep, connection::Connected};

/// Pages that one run fetches for a store: 25,000 objects, which at Recharge's pace of two requests a second is done
/// within a minute. The next hour goes on from there.
const MOST_PAGES: usize = 100;

impl Upkeep {
    /// Looks back, and notes how far it came. Nothing is noted before the queue has everything until there: whoever
    /// repeats it makes the same events, and the same messages of them.
    pub(crate) async fn look_back(&self, store: &Connected, checkup: Checkup) -> Result<(), JobError> {
        let checkup = if store.has_active_flow() {
            let now = self.clock.now();
            let usual = || LookBack::beginning(checkup.backfilled_until, now, false);
            let look = checkup.look_back.clone().unwrap_or_else(usual);
            with_progress(checkup, self.pages(store, look).await?)
        } else {
            Checkup { backfilled_until: checkup.checked_at, look_back: None, ..checkup }
        };
        self.checkups.put_checkup(&store.id, &checkup).await.map_err(JobError::retry)
    }

    async fn pages(&self, store: &Connected, mut look: LookBack) -> Result<LookBack, JobError> {
        let heard = OnceCell::new();
        for _ in 0..MOST_PAGES {
            let Some(listing) = Listing::ALL.get(look.lists_done) else { break };
            let (token, cursor) = (&store.secrets.api_token, look.cursor.as_deref());
            match self.recharge.list_changed(token, *listing, look.since, cursor).await {
                Ok(page) => {
                    self.enqueue_missed(store, *listing, &page.items, &look, &heard).await?;
                    look = look.after_page(page.next);
                }
                Err(error) => return Ok(interrupted(store, look, &error)),
            }
        }
        Ok(look)
    }
}

fn with_progress(mut checkup: Checkup, look: LookBack) -> Checkup {
    if look.lists_done < Listing::ALL.len() {
        checkup.look_back = Some(look);
    } else {
        (checkup.backfilled_until, checkup.look_back) = (look.began_at, None);
    }
    checkup
}

/// Where the next run goes on. A cursor that Recharge no longer takes would be refused for ever.
fn interrupted(store: &Connected, look: LookBack, error: &ApiError) -> LookBack {
    tracing::warn!(store = %store.id, %error, "looking back was interrupted; the next hour goes on");
    match error {
        ApiError::Refused { .. } => LookBack { cursor: None, ..look },
        _ => look,
    }
}
