//! Customers: activated by a first subscription, or by a new one after none was left.

use rechime_domain::trigger::Trigger;

use super::{
    Reading,
    payload_context::{PayloadContext, instant_part},
};
use crate::payload::{PayloadError, fields::Fields};

pub(super) fn read(context: PayloadContext<'_>) -> Result<Reading, PayloadError> {
    let updated_at = Fields::instant(&context.resource, "updated_at")?;
    let happening = format!("activated:{}", instant_part(updated_at));
    let occurrence = context.occurrence(Trigger::CustomerAccountActivation, &happening, updated_at, []);
    Ok(context.happened(None, occurrence))
}
