//! Orders: processed, and upcoming where they are prepaid.

use rechime_domain::trigger::Trigger;

use super::{
    Reading, Why,
    charge::is_one_of,
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
        _ => Ok(processed(context, order)),
    }
}

fn upcoming(context: PayloadContext<'_>, order: Order) -> Result<Reading, PayloadError> {
    if !order.is_prepaid {
        return Ok(context.means_nothing(None, Why::AnnouncedByItsCharge));
    }
    if !is_one_of(order.status.as_deref(), &["queued"]) {
        return Ok(context.means_nothing(None, Why::NoLongerPlanned));
    }
    let day = context.resource.needed("scheduled_at", Fields::day)?;
    let happening = format!("upcoming:{day}");
    let mut occurrence =
        context.occurrence(Trigger::UpcomingOrder, &happening, order.updated_at, tags_of(order));
    occurrence.stale_from = time::end_of(day);
    Ok(context.happened(None, occurrence))
}

fn processed(context: PayloadContext<'_>, order: Order) -> Reading {
    if !is_one_of(order.status.as_deref(), &["success"]) {
        return context.means_nothing(None, Why::NotSuccessful);
    }
    let at = order.processed_at.or(order.updated_at);
    let occurrence = context.occurrence(Trigger::OrderProcessed, "processed", at, tags_of(order));
    context.happened(None, occurrence)
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
