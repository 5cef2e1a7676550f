//! The day: who does what, when, and what must come of it.

use jiff::{
    ToSpan, Zoned,
    civil::{Date, Time, time},
    tz::TimeZone,
};
use journeys::{
    Webhook,
    clock::{Clock, SHOP_ZONE},
    tap::{IMESSAGE, IPHONE},
};

use super::{
    customers::Customer,
    step::{Action, Expected, Step},
};

/// A day and the morning after, by the shop's clock.
pub(super) struct Day {
    date: Date,
    zone: TimeZone,
}

impl Day {
    /// The shop's next day: one that has not begun.
    pub(super) fn tomorrow(clock: &Clock) -> anyhow::Result<Self> {
        let zone = TimeZone::get(SHOP_ZONE)?;
        let today = clock.now()?.to_zoned(zone.clone()).date();
        Ok(Self { date: today.checked_add(1.day())?, zone })
    }

    fn at(&self, days: i64, time: Time) -> anyhow::Result<Zoned> {
        Ok(self.date.checked_add(days.days())?.to_datetime(time).to_zoned(self.zone.clone())?)
    }

    /// All steps, in order.
    pub(super) fn steps(&self, customers: &[Customer; 10]) -> anyhow::Result<Vec<Step>> {
        let [ada, ben, cleo, dana, eli, fay, gus, hana, ivy, jo] = customers;
        let mut steps = subscribing(&self.at(0, time(10, 0, 0, 0))?, ada);
        steps.extend(tap(&self.at(0, time(10, 30, 0, 0))?, ada));
        steps.extend(changes(&self.at(0, time(13, 0, 0, 0))?, [ben, cleo, dana, eli, fay, gus]));
        steps.extend(pause_ends(&self.at(0, time(15, 0, 0, 0))?, ben));
        steps.extend(forgery(&self.at(0, time(16, 0, 0, 0))?, ada));
        steps.extend(stop(&self.at(0, time(17, 0, 0, 0))?, jo));
        steps.extend(night(&self.at(0, time(21, 30, 0, 0))?, hana, ivy));
        steps.extend(change_of_mind(&self.at(0, time(22, 0, 0, 0))?, ivy));
        steps.extend(next_morning(&self.at(1, time(9, 10, 0, 0))?, hana, ivy));
        let (early, later) = (self.at(1, time(9, 20, 0, 0))?, self.at(1, time(12, 10, 0, 0))?);
        steps.push(campaign(&early, dana, cleo));
        steps.extend(start(&self.at(1, time(9, 30, 0, 0))?, jo));
        steps.push(nine_in_the_west(&later, cleo));
        Ok(steps)
    }
}

/// Four of the flows at once, and the same webhook three times makes one text.
fn subscribing(at: &Zoned, ada: &Customer) -> Vec<Step> {
    let started = starting("subscription_started", ada, at);
    vec![
        Step::text(at, ada, "Ada subscribes", "subscription_started"),
        Step::text(at, ada, "and has an account now", "customer_account_activation"),
        Step::text(at, ada, "Her card is charged", "charge_paid"),
        Step::text(at, ada, "The shop has her order", "order_processed"),
        Step::new(at, ada, "Recharge sends the first webhook twice more", "subscription_started")
            .with(Action::Webhook { webhook: started, times: 2 }, Expected::NothingMore),
    ]
}

/// Only a person's tap counts.
fn tap(at: &Zoned, ada: &Customer) -> Vec<Step> {
    let in_segments = |title, clicked| {
        Step::new(at, ada, title, "order_processed").with(Action::Wait, Expected::InSegments { clicked })
    };
    vec![
        in_segments("The merchant looks at the segments", false),
        Step::new(
            at,
            ada,
            "Ada's phone shows a picture of the page that the link leads to",
            "order_processed",
        )
        .with(Action::Follow(IMESSAGE), Expected::NotCounted),
        Step::new(at, ada, "Ada taps the link", "order_processed")
            .with(Action::Follow(IPHONE), Expected::Clicked),
        in_segments("and is in the second segment, too", true),
    ]
}

fn changes(at: &Zoned, [ben, cleo, dana, eli, fay, gus]: [&Customer; 6]) -> Vec<Step> {
    vec![
        Step::text(at, ben, "Ben pauses", "subscription_paused"),
        Step::text(at, cleo, "Cleo skips an order", "order_skipped"),
        Step::text(at, dana, "Dana's card has no money", "charge_will_be_retried"),
        Step::text(at, eli, "Eli's card was tried for the last time", "charge_failed"),
        Step::text(at, fay, "Fay cancels", "subscription_canceled"),
        Step::text(at, gus, "Gus has had his six bags; only the status says so", "subscription_expired"),
    ]
}

/// The only sign that a pause ended early is an earlier date.
fn pause_ends(at: &Zoned, ben: &Customer) -> Vec<Step> {
    let sooner = Webhook::moved(&ben.person, at.timestamp(), 7);
    vec![
        Step::new(
            at,
            ben,
            "Ben wants his coffee sooner; only the earlier date says so",
            "subscription_resumed",
        )
        .with(Action::webhook(sooner), Expected::Text),
    ]
}

fn forgery(at: &Zoned, ada: &Customer) -> Vec<Step> {
    let order = starting("order_processed", ada, at);
    vec![
        Step::new(at, ada, "Somebody forges a webhook", "order_processed")
            .with(Action::Forgery(order), Expected::Refused),
    ]
}

/// A STOP is answered once, and after it nothing is sent.
fn stop(at: &Zoned, jo: &Customer) -> Vec<Step> {
    let order = starting("order_processed", jo, at);
    vec![
        Step::text(at, jo, "Jo's card is charged", "charge_paid"),
        Step::new(at, jo, "Jo answers: Stop please!", "charge_paid")
            .with(Action::Reply("Stop please!"), Expected::Answered("unsubscribed")),
        Step::new(at, jo, "The shop has her order all the same", "order_processed")
            .with(Action::webhook(order), Expected::Skipped("opted_out")),
    ]
}

/// A campaign to three: somebody who is up, somebody who sleeps, and somebody who opted out.
fn campaign(at: &Zoned, dana: &Customer, cleo: &Customer) -> Step {
    let title =
        "The merchant launches a campaign to three: Dana is up, Cleo sleeps in the west, Jo opted out";
    let agreed = vec![dana.person.clone(), cleo.person.clone()];
    Step::new(at, dana, title, "campaign").with(Action::Launch(agreed), Expected::Launched)
}

fn nine_in_the_west(at: &Zoned, cleo: &Customer) -> Step {
    let title = "It is past nine where Cleo is";
    Step::new(at, cleo, title, "campaign").with(Action::Wait, Expected::CampaignText)
}

/// Only the customer can take a STOP back.
fn start(at: &Zoned, jo: &Customer) -> Vec<Step> {
    let next = starting("order_processed", jo, at).of_another(&jo.person, 1);
    vec![
        Step::new(at, jo, "Jo has thought better of it and writes: START", "charge_paid")
            .with(Action::Reply("START"), Expected::Answered("subscribed")),
        Step::new(at, jo, "Her next order is with the shop", "order_processed")
            .with(Action::webhook(next), Expected::Text),
    ]
}

/// Two texts wait for the morning.
fn night(at: &Zoned, hana: &Customer, ivy: &Customer) -> Vec<Step> {
    let (upcoming, skipped) = (starting("upcoming_order", hana, at), starting("order_skipped", ivy, at));
    vec![
        Step::new(at, hana, "Recharge announces Hana's order, late at night", "upcoming_order")
            .with(Action::webhook(upcoming), Expected::Held),
        Step::new(at, ivy, "Ivy skips an order", "order_skipped")
            .with(Action::webhook(skipped), Expected::Held),
    ]
}

fn change_of_mind(at: &Zoned, ivy: &Customer) -> Vec<Step> {
    let taken_back = Webhook::unskipped(&ivy.person, at.timestamp());
    vec![
        Step::new(at, ivy, "and takes it back: what waits for her is no longer so", "order_skipped")
            .with(Action::webhook(taken_back), Expected::NothingMore),
    ]
}

fn next_morning(at: &Zoned, hana: &Customer, ivy: &Customer) -> Vec<Step> {
    vec![
        Step::new(at, hana, "The night is over", "upcoming_order").with(Action::Wait, Expected::Text),
        Step::new(at, ivy, "Ivy gets no text", "order_skipped")
            .with(Action::Wait, Expected::Skipped("superseded")),
    ]
}

/// The webhook that starts a flow for a customer.
fn starting(flow: &str, customer: &Customer, at: &Zoned) -> Webhook {
    Webhook::starting(flow, &customer.person, at.timestamp())
}
