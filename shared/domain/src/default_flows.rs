//! The twelve flows a new store has, ready to be activated as they are.
//!
//! Every text names the brand first, says one thing, sells nothing, and reads well when Recharge tells nothing
//! but what happened. The two that can be the first a subscriber gets say how to opt out (CTIA Messaging Principles
//! and Best Practices).

use crate::{
    flow::{Flow, QuietHoursPolicy, Step},
    ids::SourceId,
    trigger::Trigger,
};

#[cfg(test)]
mod tests;

/// Minutes after which news is news no more, should a message lie that long: in a dead-letter queue, say.
const THREE_DAYS: u32 = 3 * 24 * 60;

/// The flow a store has before anybody edits it: a draft with one message, sent without delay.
#[must_use]
pub fn default_flow(trigger: Trigger) -> Flow {
    let name = trigger.console_name().to_owned();
    let steps = vec![Step::new(0, text(trigger))];
    Flow {
        quiet_hours: quiet_hours(trigger),
        expires_after_minutes: Some(THREE_DAYS),
        ..Flow::draft(SourceId::default_flow(trigger), trigger, name, steps)
    }
}

/// All twelve, in the console's order.
#[must_use]
pub fn default_flows() -> [Flow; 12] {
    Trigger::ALL.map(default_flow)
}

/// News that can wait until morning waits; an answer to what somebody just did, or trouble with money, does not.
const fn quiet_hours(trigger: Trigger) -> QuietHoursPolicy {
    match trigger {
        Trigger::SubscriptionResumed
        | Trigger::SubscriptionExpired
        | Trigger::UpcomingOrder
        | Trigger::OrderSkipped
        | Trigger::OrderProcessed => QuietHoursPolicy::Hold,
        Trigger::SubscriptionStarted
        | Trigger::SubscriptionPaused
        | Trigger::SubscriptionCanceled
        | Trigger::ChargeWillBeRetried
        | Trigger::ChargeFailed
        | Trigger::ChargePaid
        | Trigger::CustomerAccountActivation => QuietHoursPolicy::SendAnyway,
    }
}

const fn text(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::SubscriptionStarted => {
            "{{ store_name }}: {% if first_name %}Thank you, {{ first_name }}! {% endif %}\
             Your {% if product_title %}{{ product_title }} {% endif %}subscription has started.\
             {% if next_charge_date %} Next order: {{ next_charge_date }}.{% endif %}\
             {% if portal_link %} Manage: {{ portal_link }}{% endif %}\nReply STOP to opt out"
        }
        Trigger::SubscriptionPaused => {
            "{{ store_name }}: Your {% if product_title %}{{ product_title }} {% endif %}subscription is paused\
             {% if resume_date %} until {{ resume_date }}{% endif %}. We won't charge you for it in the meantime.\
             {% if portal_link %} Change this: {{ portal_link }}{% endif %}"
        }
        Trigger::SubscriptionResumed => {
            "{{ store_name }}: Welcome back{% if first_name %}, {{ first_name }}{% endif %}! \
             Your {% if product_title %}{{ product_title }} {% endif %}subscription is active again.\
             {% if next_charge_date %} Next order: {{ next_charge_date }}.{% endif %}\
             {% if portal_link %} Manage: {{ portal_link }}{% endif %}"
        }
        Trigger::SubscriptionCanceled => {
            "{{ store_name }}: Your {% if product_title %}{{ product_title }} {% endif %}subscription is canceled. \
             Thank you for being with us{% if first_name %}, {{ first_name }}{% endif %}.\
             {% if portal_link %} Not what you wanted? {{ portal_link }}{% endif %}"
        }
        Trigger::SubscriptionExpired => {
            "{{ store_name }}: Your {% if product_title %}{{ product_title }} {% endif %}subscription has come to \
             its end and won't renew. It was a pleasure\
             {% if first_name %}, {{ first_name }}{% endif %}!\
             {% if portal_link %} Your account: {{ portal_link }}{% endif %}"
        }
        Trigger::UpcomingOrder => {
            "{{ store_name }}: {% if first_name %}Hi {{ first_name }}, your{% else %}Your{% endif %} next \
             {% if product_title %}{{ product_title }} {% endif %}order is coming up\
             {% if charge_date %} on {{ charge_date }}{% endif %}.\
             {% if portal_link %} Change or skip it: {{ portal_link }}{% endif %}"
        }
        Trigger::OrderSkipped => {
            "{{ store_name }}: Got it, we skipped your {{ product_title | default('next') }} order.\
             {% if next_charge_date %} The next one is due {{ next_charge_date }}.{% endif %}\
             {% if portal_link %} Undo: {{ portal_link }}{% endif %}"
        }
        Trigger::OrderProcessed => {
            "{{ store_name }}: {% if first_name %}Good news, {{ first_name }}! {% endif %}\
             Your order{% if order_number %} #{{ order_number }}{% endif %}\
             {% if product_title %} with {{ product_title }}{% endif %} is confirmed, and we're getting it ready.\
             {% if portal_link %} Details: {{ portal_link }}{% endif %}"
        }
        Trigger::ChargeWillBeRetried => {
            "{{ store_name }}: Your payment{% if product_title %} for {{ product_title }}{% endif %} didn't go \
             through. We'll try again{% if retry_date %} on {{ retry_date }}{% else %} soon{% endif %}.\
             {% if portal_link %} Payment details: {{ portal_link }}{% endif %}"
        }
        Trigger::ChargeFailed => {
            "{{ store_name }}: {% if first_name %}Hi {{ first_name }}, we{% else %}We{% endif %} couldn't take \
             your payment{% if product_title %} for {{ product_title }}{% endif %}\
             {% if is_final %}, so this order won't ship. Update{% else %}. Please check{% endif %} \
             your payment details{% if portal_link %}: {{ portal_link }}{% else %}.{% endif %}"
        }
        Trigger::ChargePaid => {
            "{{ store_name }}: We received your payment\
             {% if total_price %} of {{ total_price }}{% if currency %} {{ currency }}{% endif %}{% endif %}\
             {% if product_title %} for {{ product_title }}{% endif %}. \
             Thank you{% if first_name %}, {{ first_name }}{% endif %}!"
        }
        Trigger::CustomerAccountActivation => {
            "{{ store_name }}: Welcome{% if first_name %}, {{ first_name }}{% endif %}! Your account is active.\
             {% if portal_link %} See and change your orders: {{ portal_link }}{% endif %}\nReply STOP to opt out"
        }
    }
}
