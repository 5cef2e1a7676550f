use std::fmt::Write;

use insta::assert_snapshot;

use super::*;
use crate::{
    occurrence::Tags,
    parts::Encoding,
    template::{Text, check, compose, sample_tags},
};

fn rendered(trigger: Trigger, tags: &Tags) -> Text {
    compose(text(trigger), tags, false, None).unwrap()
}

fn only_the_store() -> Tags {
    Tags::from([("store_name".to_owned(), "Acme Coffee".into())])
}

fn all(tags: impl Fn(Trigger) -> Tags) -> String {
    Trigger::ALL.iter().fold(String::new(), |mut page, &trigger| {
        writeln!(page, "{}: {}", trigger.console_name(), rendered(trigger, &tags(trigger)).body).unwrap();
        page
    })
}

#[test]
fn may_be_saved_as_they_are() {
    for trigger in Trigger::ALL {
        assert_eq!(check(text(trigger), trigger), Ok(()), "{trigger}");
    }
}

#[test]
fn are_cheap() {
    for trigger in Trigger::ALL {
        for tags in [sample_tags(trigger), only_the_store()] {
            let Text { body, parts, .. } = rendered(trigger, &tags);
            assert_eq!((parts.encoding, parts.count), (Encoding::Gsm7, 1), "{body}");
        }
    }
}

#[test]
fn wait_for_morning_where_the_news_can() {
    let held: Vec<_> = default_flows()
        .iter()
        .filter(|flow| flow.quiet_hours == QuietHoursPolicy::Hold)
        .map(|it| it.trigger)
        .collect();
    assert_eq!(
        held,
        [
            Trigger::SubscriptionResumed,
            Trigger::SubscriptionExpired,
            Trigger::UpcomingOrder,
            Trigger::OrderSkipped,
            Trigger::OrderProcessed
        ]
    );
}

#[test]
fn read_well_with_every_value() {
    assert_snapshot!(all(sample_tags), @r"
    Subscription Started: Acme Coffee: Thank you, Maya! Your House Blend subscription has started. Next order: Dec 1. Manage: https://acme.example/4fGk29Xq1Z
    Reply STOP to opt out
    Subscription Paused: Acme Coffee: Your House Blend subscription is paused until Jan 15. We won't charge you for it in the meantime. Change this: https://acme.example/4fGk29Xq1Z
    Subscription Resumed: Acme Coffee: Welcome back, Maya! Your House Blend subscription is active again. Next order: Dec 1. Manage: https://acme.example/4fGk29Xq1Z
    Subscription Canceled: Acme Coffee: Your House Blend subscription is canceled. Thank you for being with us, Maya. Not what you wanted? https://acme.example/4fGk29Xq1Z
    Subscription Expired: Acme Coffee: Your House Blend subscription has come to its end and won't renew. It was a pleasure, Maya! Your account: https://acme.example/4fGk29Xq1Z
    Upcoming Order: Acme Coffee: Hi Maya, your next House Blend order is coming up on Dec 1. Change or skip it: https://acme.example/4fGk29Xq1Z
    Order Skipped: Acme Coffee: Got it, we skipped your House Blend order. The next one is due Dec 1. Undo: https://acme.example/4fGk29Xq1Z
    Order Processed: Acme Coffee: Good news, Maya! Your order #1042 with House Blend is confirmed, and we're getting it ready. Details: https://acme.example/4fGk29Xq1Z
    Charge Will Be Retried: Acme Coffee: Your payment for House Blend didn't go through. We'll try again on Dec 3. Payment details: https://acme.example/4fGk29Xq1Z
    Charge Failed: Acme Coffee: Hi Maya, we couldn't take your payment for House Blend, so this order won't ship. Update your payment details: https://acme.example/4fGk29Xq1Z
    Charge Paid: Acme Coffee: We received your payment of 29.80 USD for House Blend. Thank you, Maya!
    Customer Account Activation: Acme Coffee: Welcome, Maya! Your account is active. See and change your orders: https://acme.example/4fGk29Xq1Z
    Reply STOP to opt out
    ");
}

#[test]
fn read_well_with_no_value_but_the_stores_name() {
    assert_snapshot!(all(|_| only_the_store()), @r"
    Subscription Started: Acme Coffee: Your subscription has started.
    Reply STOP to opt out
    Subscription Paused: Acme Coffee: Your subscription is paused. We won't charge you for it in the meantime.
    Subscription Resumed: Acme Coffee: Welcome back! Your subscription is active again.
    Subscription Canceled: Acme Coffee: Your subscription is canceled. Thank you for being with us.
    Subscription Expired: Acme Coffee: Your subscription has come to its end and won't renew. It was a pleasure!
    Upcoming Order: Acme Coffee: Your next order is coming up.
    Order Skipped: Acme Coffee: Got it, we skipped your next order.
    Order Processed: Acme Coffee: Your order is confirmed, and we're getting it ready.
    Charge Will Be Retried: Acme Coffee: Your payment didn't go through. We'll try again soon.
    Charge Failed: Acme Coffee: We couldn't take your payment. Please check your payment details.
    Charge Paid: Acme Coffee: We received your payment. Thank you!
    Customer Account Activation: Acme Coffee: Welcome! Your account is active.
    Reply STOP to opt out
    ");
}
