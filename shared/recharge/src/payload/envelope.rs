//! What surrounds an object: `{"charge": {…}, "customer": {…}}`.

use serde_json::{Map, Value, value::RawValue};

use super::{PayloadError, fields::Fields, fields::Read};

/// A whole payload.
#[derive(Debug)]
pub(crate) struct Envelope(Map<String, Value>);

impl Envelope {
    pub(crate) fn parse(payload: &RawValue) -> Result<Self, PayloadError> {
        serde_json::from_str(payload.get()).map(Self).map_err(|_| PayloadError::NotAnObject)
    }

    /// Everything there is, by its name.
    pub(crate) fn root(&self) -> Fields<'_> {
        Fields::new("", &self.0)
    }

    /// The object that the webhook is about, by the part of its topic before the slash.
    pub(crate) fn resource(&self, name: &str) -> Result<Fields<'_>, PayloadError> {
        self.root().needed(name, Fields::object)
    }

    /// An object that was sent along: beside the resource, or under `include` as the REST API puts it.
    pub(crate) fn included<'a>(&'a self, resource: &Fields<'a>, name: &str) -> Read<Fields<'a>> {
        let root = self.root();
        for holder in [Some(root.clone()), resource.object("include")?, root.object("include")?] {
            if let Some(found) = holder.map(|holder| holder.object(name)).transpose()?.flatten() {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// As [`Self::included`], for objects that come as a list.
    pub(crate) fn included_list<'a>(
        &'a self,
        resource: &Fields<'a>,
        name: &str,
    ) -> Result<Vec<Fields<'a>>, PayloadError> {
        let root = self.root();
        let mut found = root.list(name)?;
        for holder in [resource.object("include")?, root.object("include")?].into_iter().flatten() {
            found.extend(holder.list(name)?);
        }
        Ok(found)
    }
}
