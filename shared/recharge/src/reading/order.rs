//! Orders: processed, canceled, and upcoming where they are prepaid.

use rechime_domain::{
    facts::{FactKind, FactReport},
    occurrence::Occurrence,
    trigger::Trigger,
    truth::ObjectState,
};

use super::{
    Reading, Why,
    payload_context::PayloadContext,
    tags::{self, Tag},
};
use crate::{
    payload::{PayloadError, fields::Fields, order::Order, time},
    topic::HandledTopic,
};

pub(super) fn read(topic: HandledTopic, context: PayloadContext<'_>) -> Result<Reading, PayloadError> {
    let order = Order::read(&context.resource)?;
    match topic {
        HandledTopic::OrderUpcoming => upcoming(context, order),
        HandledTopic::OrderCancelled => Ok(canceled(context, &order)),
        _ => Ok(processed(context, order)),
    }
}

fn upcoming(context: PayloadContext<'_>, order: Order) -> Result<Reading, PayloadError> {
    if !order.is_prepaid {
        return Ok(context.means_nothing(None, Why::AnnouncedByItsCharge));
    }
    let (report, state) = (state_report(&context, &order), order.state());
    let day = context.resource.needed("scheduled_at", Fields::day)?;
    let at = order.updated_at;
    let told = context.occurrence(Trigger::UpcomingOrder, &format!("upcoming:{day}"), at, tags_of(order));
    let occurrence = Occurrence { day: Some(day), stale_from: time::beginning_of(day), ..told };
    Ok(context.confirmed(report, occurrence, state))
}

fn processed(context: PayloadContext<'_>, order: Order) -> Reading {
    let (report, state) = (state_report(&context, &order), order.state());
    let at = order.processed_at.or(order.updated_at);
    let occurrence = context.occurrence(Trigger::OrderProcessed, "processed", at, tags_of(order));
    context.confirmed(report, occurrence, state)
}

/// That an order was canceled stands in the order; one that does not tell its state is taken at its topic's word.
fn canceled(context: PayloadContext<'_>, order: &Order) -> Reading {
    let report = match order.state() {
        ObjectState::Untold => Some(context.report(FactKind::OrderCanceled, order.updated_at, None)),
        _ => state_report(&context, order),
    };
    context.means_nothing(report, Why::OrderCanceled)
}

fn state_report(context: &PayloadContext<'_>, order: &Order) -> Option<FactReport> {
    let is_canceled = order.state() == ObjectState::Canceled;
    is_canceled.then(|| context.report(FactKind::OrderCanceled, order.updated_at, None))
}

fn tags_of(order: Order) -> Vec<Tag> {
    let currency = order.currency.as_deref();
    let mut tags = vec![
        ("order_number", tags::order_number(order.number)),
        ("total_price", tags::money(order.total_price, currency)),
        ("currency", tags::text(order.currency.clone())),
        ("charge_date", tags::day(order.scheduled_on)),
    ];
    tags.extend(tags::line_item(order.item, currency));
    tags
}
