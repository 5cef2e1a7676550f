//! Orders: processed, and upcoming where they are prepaid.

use jiff::Timestamp;
use rechime_domain::trigger::Trigger;
use serde_json::Value;

use super::{
    Reading, Why,
    charge::is_one_of,
    scene::Scene,
    tags::{self, Tag},
};
use crate::{
    payload::{PayloadError, fields::Fields, order::Order, time},
    topic::HandledTopic,
};

pub(super) fn read(topic: HandledTopic, scene: Scene<'_>) -> Result<Reading, PayloadError> {
    let order = Order::read(&scene.resource)?;
    match topic {
        HandledTopic::OrderUpcoming => upcoming(scene, order),
        _ => Ok(processed(scene, order)),
    }
}

fn upcoming(scene: Scene<'_>, order: Order) -> Result<Reading, PayloadError> {
    if !order.is_prepaid {
        return Ok(scene.means_nothing(None, Why::AnnouncedByItsCharge));
    }
    if !is_one_of(order.status.as_deref(), &["queued"]) {
        return Ok(scene.means_nothing(None, Why::NoLongerPlanned));
    }
    let day = scene.resource.needed("scheduled_at", Fields::day)?;
    let happening = format!("upcoming:{day}");
    let mut occurrence = scene.occurrence(
        Trigger::UpcomingOrder,
        &happening,
        order.updated_at,
        tags_of(order, scene.received_at),
    );
    occurrence.stale_from = time::end_of(day);
    Ok(scene.happened(None, occurrence))
}

fn processed(scene: Scene<'_>, order: Order) -> Reading {
    if !is_one_of(order.status.as_deref(), &["success"]) {
        return scene.means_nothing(None, Why::NotSuccessful);
    }
    let at = order.processed_at.or(order.updated_at);
    let occurrence =
        scene.occurrence(Trigger::OrderProcessed, "processed", at, tags_of(order, scene.received_at));
    scene.happened(None, occurrence)
}

fn tags_of(order: Order, received_at: Timestamp) -> Vec<Tag> {
    let currency = order.currency.as_deref();
    let mut tags = vec![
        ("order_number", tags::order_number(order.number)),
        ("total_price", tags::money(order.total_price, currency)),
        ("charge_date", tags::day(order.scheduled_on, received_at)),
    ];
    tags.extend(tags::line_item(order.item, currency));
    tags.push(("currency", order.currency.map(Value::from)));
    tags
}
