//! What stands before the code of a short link.

use super::{LinkForm, Shortening, destination::is_site};
use crate::settings::StoreSettings;

/// The longest name of a site (RFC 1035, section 2.3.4).
const LONGEST_HOST: usize = 253;

/// The address of an installation's short links: a link host, or a path of the HTTP API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkBase(String);

/// Why a text is no link host, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("give only the name of a site that leads to Rechime's link API, such as link.shop.example")]
pub struct InvalidLinkHost;

/// Says whether a text can be a link host: the name of a site, without scheme, port and path.
pub fn check_host(host: &str) -> Result<(), InvalidLinkHost> {
    let can_be = host.len() <= LONGEST_HOST && !host.contains(':') && is_site(host);
    can_be.then_some(()).ok_or(InvalidLinkHost)
}

impl LinkBase {
    /// The address that the deployment gave to all stores without a link host of their own.
    #[must_use]
    pub fn new(address: &str) -> Self {
        Self(format!("{}/", address.trim_end_matches('/')))
    }

    /// How the links of a flow's texts are made short; `None` where the store or the flow leaves them as they are
    /// written.
    #[must_use]
    pub fn shortening<'a>(&self, settings: &'a StoreSettings, flow: LinkForm) -> Option<Shortening<'a>> {
        if settings.links == LinkForm::AsWritten || flow == LinkForm::AsWritten {
            return None;
        }
        let own = settings.link_host.as_ref().map(|host| format!("https://{host}/"));
        Some(Shortening::new(own.unwrap_or_else(|| self.0.clone()), settings.portal_url.as_deref()))
    }
}
