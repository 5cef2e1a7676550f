//! The story: who does what, when, and what should come of it.

use jiff::{
    ToSpan,
    civil::{Date, Time, time},
    tz::TimeZone,
};

use super::{
    cast::{Person, everybody},
    events::{self, Moment, moved_forward, taken_back},
    scene::{Deed, Expected, Scene},
};

/// The shop's zone.
const SHOP_ZONE: &str = "America/New_York";

/// A day and the morning after.
pub(super) struct Day {
    date: Date,
    zone: TimeZone,
}

impl Day {
    pub(super) fn starting(date: Date) -> anyhow::Result<Self> {
        Ok(Self { date, zone: TimeZone::get(SHOP_ZONE)? })
    }

    fn at(&self, days: i64, time: Time) -> anyhow::Result<Moment> {
        Ok(Moment(self.date.checked_add(days.days())?.to_datetime(time).to_zoned(self.zone.clone())?))
    }

    /// All scenes, in order.
    pub(super) fn scenes(&self, run: u64) -> anyhow::Result<Vec<Scene>> {
        let [ada, ben, cleo, dana, eli, fay, gus, hana, ivy, jo] = everybody(run);
        let mut scenes = morning(&self.at(0, time(10, 0, 0, 0))?, &ada);
        scenes.extend(afternoon(&self.at(0, time(13, 0, 0, 0))?, [&ben, &cleo, &dana, &eli, &fay, &gus]));
        scenes.extend(pause_ends(&self.at(0, time(15, 0, 0, 0))?, &ben));
        scenes.extend(forgery(&self.at(0, time(16, 0, 0, 0))?, &ada));
        scenes.extend(stop(&self.at(0, time(17, 0, 0, 0))?, &jo));
        scenes.extend(night(&self.at(0, time(21, 30, 0, 0))?, &hana, &ivy));
        scenes.extend(change_of_mind(&self.at(0, time(22, 0, 0, 0))?, &ivy));
        scenes.extend(next_morning(&self.at(1, time(9, 10, 0, 0))?, &hana, &ivy));
        scenes.extend(start(&self.at(1, time(9, 30, 0, 0))?, &jo));
        Ok(scenes)
    }
}

/// Ada subscribes: four of the flows at once, and the same webhook three times makes one text.
fn morning(at: &Moment, ada: &Person) -> Vec<Scene> {
    let started = events::starting("subscription_started", ada, at);
    vec![
        Scene::text(at, ada, "Ada subscribes", "subscription_started"),
        Scene::text(at, ada, "and has an account now", "customer_account_activation"),
        Scene::text(at, ada, "Her card is charged", "charge_paid"),
        Scene::text(at, ada, "The shop has her order", "order_processed"),
        Scene::new(at, ada, "Recharge sends the first webhook twice more", "subscription_started")
            .with(Deed::event(started).times(2), Expected::NothingMore),
    ]
}

fn afternoon(at: &Moment, [ben, cleo, dana, eli, fay, gus]: [&Person; 6]) -> Vec<Scene> {
    vec![
        Scene::text(at, ben, "Ben pauses", "subscription_paused"),
        Scene::text(at, cleo, "Cleo skips an order", "order_skipped"),
        Scene::text(at, dana, "Dana's card has no money", "charge_will_be_retried"),
        Scene::text(at, eli, "Eli's card was tried for the last time", "charge_failed"),
        Scene::text(at, fay, "Fay cancels", "subscription_canceled"),
        Scene::text(at, gus, "Gus has had his six bags; only the status says so", "subscription_expired"),
    ]
}

fn pause_ends(at: &Moment, ben: &Person) -> Vec<Scene> {
    vec![
        Scene::new(
            at,
            ben,
            "Ben wants his coffee sooner; only the earlier date says so",
            "subscription_resumed",
        )
        .with(Deed::event(moved_forward(ben, at)), Expected::Text),
    ]
}

fn forgery(at: &Moment, ada: &Person) -> Vec<Scene> {
    let forged = events::starting("order_processed", ada, at);
    vec![
        Scene::new(at, ada, "Somebody forges a webhook", "order_processed")
            .with(Deed::forged(forged), Expected::Refused),
    ]
}

/// A customer who says stop gets one confirmation, and then nothing.
fn stop(at: &Moment, jo: &Person) -> Vec<Scene> {
    let order = events::starting("order_processed", jo, at);
    vec![
        Scene::text(at, jo, "Jo's card is charged", "charge_paid"),
        Scene::new(at, jo, "Jo answers: Stop please!", "charge_paid")
            .with(Deed::Reply("Stop please!"), Expected::Answered("unsubscribed")),
        Scene::new(at, jo, "The shop has her order all the same", "order_processed")
            .with(Deed::event(order), Expected::Skipped("opted_out")),
    ]
}

/// Only the person can take a stop back.
fn start(at: &Moment, jo: &Person) -> Vec<Scene> {
    let jo = &jo.with_subscription(1);
    vec![
        Scene::new(at, jo, "Jo has thought better of it and writes: START", "charge_paid")
            .with(Deed::Reply("START"), Expected::Answered("subscribed")),
        Scene::text(at, jo, "Her next order is with the shop", "order_processed"),
    ]
}

/// Two texts wait for the morning.
fn night(at: &Moment, hana: &Person, ivy: &Person) -> Vec<Scene> {
    let (upcoming, skipped) =
        (events::starting("upcoming_order", hana, at), events::starting("order_skipped", ivy, at));
    vec![
        Scene::new(at, hana, "Recharge announces Hana's order, late at night", "upcoming_order")
            .with(Deed::event(upcoming), Expected::Held),
        Scene::new(at, ivy, "Ivy skips an order", "order_skipped").with(Deed::event(skipped), Expected::Held),
    ]
}

fn change_of_mind(at: &Moment, ivy: &Person) -> Vec<Scene> {
    vec![
        Scene::new(at, ivy, "and takes it back: what waits for her is no longer so", "order_skipped")
            .with(Deed::event(taken_back(ivy, at)), Expected::NothingMore),
    ]
}

fn next_morning(at: &Moment, hana: &Person, ivy: &Person) -> Vec<Scene> {
    vec![
        Scene::new(at, hana, "The night is over", "upcoming_order").with(Deed::Wait, Expected::Text),
        Scene::new(at, ivy, "Ivy is left in peace", "order_skipped")
            .with(Deed::Wait, Expected::Skipped("superseded")),
    ]
}
