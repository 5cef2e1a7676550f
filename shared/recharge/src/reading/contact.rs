//! Who the customer of a webhook is, where they are and how they are reached.

use rechime_domain::{occurrence::Phone, phone::PhoneNumber, place::Address, zone};

use super::tags::{self, Tag};
use crate::payload::{
    PayloadError, customer::CustomerProfile, envelope::Envelope, fields::Fields, place::Place,
};

/// A customer together with the addresses that the webhook's own object has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contact {
    customer: CustomerProfile,
    shipping: Option<Place>,
    billing: Option<Place>,
}

impl Contact {
    /// The contact of a customer's own webhook, or of a customer asked for.
    pub(crate) fn of_customer(customer: CustomerProfile) -> Self {
        Self { customer, ..Self::default() }
    }

    /// The contact of a subscription, a charge or an order.
    pub(crate) fn of_resource(envelope: &Envelope<'_>, resource: &Fields<'_>) -> Result<Self, PayloadError> {
        let included = envelope.included(resource, "customer");
        let place = |name| resource.told(name, Fields::object).as_ref().and_then(Place::read);
        let mut shipping: Option<Place> = place("shipping_address");
        if let Some(shipping) = &mut shipping {
            shipping.is_gift |= is_gift(resource);
        }
        let customer = CustomerProfile::of_resource(resource, included.as_ref())?;
        Ok(Self { customer, shipping, billing: place("billing_address") })
    }

    pub(crate) fn customer_id(&self) -> Option<String> {
        self.customer.id.clone()
    }

    /// The first usable phone: the customer's own, that of their account, then those of the addresses. A phone
    /// without a country code is one of the country it stands in, else of the first that the customer's addresses name,
    /// else of the store's. In a country that nobody knows it is none: read by another, it would be a stranger's.
    pub(crate) fn phone(&self, store_country: &str) -> Phone {
        let home = self.places().find_map(|place| place.address.country.clone());
        let account = [
            (&self.customer.phone, &None),
            (&self.customer.billing.phone, &self.customer.billing.address.country),
        ];
        let places = self.places().map(|place| (&place.phone, &place.address.country));
        let mut phone = Phone::Missing;
        for (text, country) in account.into_iter().chain(places) {
            let Some(text) = text else { continue };
            let country = country.as_ref().or(home.as_ref()).map_or(store_country, String::as_str);
            match PhoneNumber::parse(text, country) {
                Ok(number) => return Phone::Known(number),
                Err(_) => phone = Phone::Unusable,
            }
        }
        phone
    }

    /// Where the customer seems to be.
    pub(crate) fn address(&self) -> Address {
        zone::most_telling(self.places().map(|place| &place.address)).cloned().unwrap_or_default()
    }

    pub(crate) fn tags(&self) -> [Tag; 3] {
        let name = |own: &Option<String>, of: fn(&Place) -> &Option<String>| {
            let mut names = [own.as_ref()].into_iter().chain(self.places().map(|place| of(place).as_ref()));
            names.find_map(tags::name)
        };
        [
            ("first_name", name(&self.customer.first_name, |place| &place.first_name)),
            ("last_name", name(&self.customer.last_name, |place| &place.last_name)),
            ("customer_hash", tags::text(self.customer.hash.clone())),
        ]
    }

    /// The customer's addresses: where things are sent, then where bills go. A gift's is somebody else's.
    fn places(&self) -> impl Iterator<Item = &Place> {
        let sent_to = self.shipping.iter().chain(&self.customer.addresses);
        sent_to.chain(&self.billing).chain([&self.customer.billing]).filter(|place| !place.is_gift)
    }
}

/// Whether the shop's checkout marked the order as a gift. Free-form attributes: what does not read as one is
/// no gift mark.
fn is_gift(resource: &Fields<'_>) -> bool {
    let marks =
        |attribute: &Fields<'_>| attribute.told("name", Fields::text).as_deref() == Some("rc_giftee_email");
    ["note_attributes", "order_attributes"]
        .into_iter()
        .flat_map(|name| resource.told_list(name))
        .any(|it| marks(&it))
}
