//! What surrounds an object: `{"charge": {…}, "customer": {…}}`.

use std::borrow::Cow;

use rechime_domain::json;
use serde_json::value::RawValue;

use super::{PayloadError, fields::Fields};

/// A whole payload.
#[derive(Debug)]
pub(crate) struct Envelope<'p>(Cow<'p, RawValue>);

impl<'p> Envelope<'p> {
    /// Takes a payload, with what strict readers refuse in its texts mended.
    pub(crate) fn parse(payload: &'p RawValue) -> Result<Self, PayloadError> {
        let payload = match json::mended(payload.get()) {
            Cow::Borrowed(_) => Cow::Borrowed(payload),
            Cow::Owned(mended) => {
                Cow::Owned(RawValue::from_string(mended).map_err(|_| PayloadError::NotAnObject)?)
            }
        };
        let is_object = Fields::new("", &payload).is_some();
        is_object.then_some(Self(payload)).ok_or(PayloadError::NotAnObject)
    }

    /// Everything there is, by its name.
    pub(crate) fn root(&self) -> Result<Fields<'_>, PayloadError> {
        Fields::new("", &self.0).ok_or(PayloadError::NotAnObject)
    }

    /// The object that the webhook is about, by the part of its topic before the slash.
    pub(crate) fn resource(&self, name: &str) -> Result<Fields<'_>, PayloadError> {
        self.root()?.needed(name, Fields::object)
    }

    /// An object that was sent along: beside the resource, or under `include` as the REST API puts it.
    pub(crate) fn included<'a>(&'a self, resource: &Fields<'a>, name: &str) -> Option<Fields<'a>> {
        self.holders(resource).find_map(|holder| holder.told(name, Fields::object))
    }

    /// As [`Self::included`], for objects that come as a list.
    pub(crate) fn included_list<'a>(&'a self, resource: &Fields<'a>, name: &str) -> Vec<Fields<'a>> {
        self.holders(resource).flat_map(|holder| holder.told_list(name)).collect()
    }

    /// Where included objects may stand.
    fn holders<'a>(&'a self, resource: &Fields<'a>) -> impl Iterator<Item = Fields<'a>> {
        let root = self.root().ok();
        let beside = root.as_ref().and_then(|root| root.told("include", Fields::object));
        [root, resource.told("include", Fields::object), beside].into_iter().flatten()
    }
}
