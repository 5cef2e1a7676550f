//! Deactivated numbers: their owners gave them up, and whoever gets one next agreed to nothing.
//!
//! A list has some 100,000 numbers, so it is held in memory and the people are read past it, a page of 1 MB (some 4,000
//! people) with each read, not the other way round: a store of 100,000 people is 32 queries a day, and about 30 of them
//! are listed.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Ruling, Statement},
    ids::StoreId,
    subscriber::Subscriber,
};
use rechime_platform::job::JobError;
use rechime_sms::deactivated_numbers::DeactivatedNumbers;
use rechime_store::{
    number_lists::{ListPosition, Place},
    subscribers::SHARDS,
};

use crate::Upkeep;

/// Pages that one run reads: four million people within two or three minutes, of the ten that the function has. The next
/// hour goes on from there, so that a day is enough for some 90 million.
const MOST_PAGES: usize = 1_000;

/// People on a page at most. 1 MB of rows is less.
const PAGE: usize = 10_000;

/// How many days of lists are caught up on. Carriers keep a number back for 45 days at least (47 CFR
/// 52.15(f)(1)(ii)), so nobody new has it yet.
const DAYS_BACK: i64 = 7;

const WORDS: &str = "the number was deactivated";

impl Upkeep {
    /// Goes through the lists up to yesterday's. That one may still come: only an older one that is missing is passed
    /// over.
    pub(crate) async fn void_deactivated_numbers(&self) -> Result<(), JobError> {
        let Some(lists) = &self.number_lists else { return Ok(()) };
        let today = self.clock.now().to_zoned(TimeZone::UTC).date();
        let mut position = self.first_list(today).await?;
        let mut pages_left = MOST_PAGES;
        while position.day < today && pages_left > 0 {
            let list = lists.get_deactivated_numbers(position.day).await.map_err(JobError::retry)?;
            if list.is_none() && position.next_day().day == today {
                break;
            }
            position = self.go_through(&list.unwrap_or_default(), position, &mut pages_left).await?;
            self.list_positions.put_list_position(&position).await.map_err(JobError::retry)?;
        }
        Ok(())
    }

    async fn first_list(&self, today: Date) -> Result<ListPosition, JobError> {
        let oldest = today.saturating_sub(DAYS_BACK.days());
        let kept = self.list_positions.get_list_position().await.map_err(JobError::retry)?;
        Ok(kept.filter(|kept| kept.day >= oldest).unwrap_or_else(|| ListPosition::before(oldest)))
    }

    /// Where to go on afterwards.
    pub(crate) async fn go_through(
        &self,
        list: &DeactivatedNumbers,
        from: ListPosition,
        pages_left: &mut usize,
    ) -> Result<ListPosition, JobError> {
        if list.is_empty() {
            return Ok(from.next_day());
        }
        for store in self.stores_from(&from).await? {
            let mut place = from.place_in(&store);
            while place.shard < SHARDS {
                let Some(left) = pages_left.checked_sub(1) else { return Ok(from.at(store, place)) };
                *pages_left = left;
                place = self.void_page(&store, place, list, from.day).await?;
            }
        }
        Ok(from.next_day())
    }

    /// Voids who is listed of a page; gives the place of the next.
    async fn void_page(
        &self,
        store: &StoreId,
        place: Place,
        list: &DeactivatedNumbers,
        day: Date,
    ) -> Result<Place, JobError> {
        let page = self.shards.list_shard(store, place.shard, place.after.as_ref(), PAGE).await;
        let page = page.map_err(JobError::retry)?;
        let listed = page.items.iter().filter(|subscriber| list.contains(&subscriber.phone));
        self.void(store, listed, deactivated_at(day)).await?;
        Ok(place.behind(page.next))
    }

    async fn stores_from(&self, position: &ListPosition) -> Result<Vec<StoreId>, JobError> {
        let stores = self.stores.list_stores().await.map_err(JobError::retry)?;
        let mut ids: Vec<_> = stores.into_iter().map(|store| store.id).collect();
        ids.sort();
        let is_left = |id: &StoreId| position.resume.as_ref().is_none_or(|resume| *id >= resume.store);
        ids.retain(is_left);
        Ok(ids)
    }

    async fn void(
        &self,
        store: &StoreId,
        listed: impl Iterator<Item = &Subscriber> + Send,
        since: Timestamp,
    ) -> Result<(), JobError> {
        let void = Statement::new(ConsentStatus::Void, ConsentSource::Provider, since).saying(WORDS);
        // Of the others nothing needs to be read again.
        let ends =
            |subscriber: &&Subscriber| matches!(void.ruling(subscriber.consent.as_ref()), Ruling::Counts(_));
        for subscriber in listed.filter(ends) {
            self.subscribers.put_consent(store, &subscriber.phone, &void).await.map_err(JobError::retry)?;
            tracing::info!(%store, "a number was deactivated; its consent is void");
        }
        Ok(())
    }
}

/// The end of the day, the same whenever the list is read: what was agreed to on that day was so by the old owner.
fn deactivated_at(day: Date) -> Timestamp {
    let next = day.saturating_add(1.day());
    next.to_zoned(TimeZone::UTC).map_or(Timestamp::MAX, |midnight| midnight.timestamp())
}
