//! Customers: activated by a first subscription, or by a new one after none was left.

use rechime_domain::trigger::Trigger;

use super::{
    Reading,
    scene::{Scene, instant_part},
};
use crate::payload::{PayloadError, fields::Fields};

pub(super) fn read(scene: Scene<'_>) -> Result<Reading, PayloadError> {
    let updated_at = Fields::instant(&scene.resource, "updated_at")?;
    let happening = format!("activated:{}", instant_part(updated_at));
    let occurrence = scene.occurrence(Trigger::CustomerAccountActivation, &happening, updated_at, []);
    Ok(scene.happened(None, occurrence))
}
