//! Putting short links in the place of those that a text was written with.

use std::collections::BTreeSet;

use super::{Destination, LinkCode, destination::site_of, in_text};

/// A short link in a text.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PlacedLink {
    /// The byte of the text at which its code begins.
    pub at: usize,
    /// Where it leads.
    pub destination: Destination,
}

/// How the links of a store's texts are made short.
#[derive(Clone, Debug)]
pub struct Shortening<'a> {
    /// What stands before the code.
    base: String,
    portal: Option<&'a str>,
}

impl<'a> Shortening<'a> {
    pub(super) const fn new(base: String, portal: Option<&'a str>) -> Self {
        Self { base, portal }
    }

    /// The text of a template, with short links that have the [sample](LinkCode::sample) of a code.
    ///
    /// A link becomes short only if its site is one that the merchant wrote: in the template, or as the address of the
    /// portal. What a value brings with it (somebody may be called `https://evil.example`) gets no link of the
    /// merchant's. Any other link that is no [`Destination`] stays as it is written, too.
    #[must_use]
    pub fn shorten(&self, template: &str, text: &str) -> (String, Vec<PlacedLink>) {
        let sites = self.sites(template);
        let (mut short, mut links, mut end) = (String::with_capacity(text.len()), Vec::new(), 0);
        for place in in_text(text) {
            let written = text.get(place.clone()).unwrap_or_default();
            let Some(destination) = self.destination(written, &sites).filter(|_| links.len() < MOST) else {
                continue;
            };
            short.push_str(text.get(end..place.start).unwrap_or_default());
            short.push_str(&self.base);
            links.push(PlacedLink { at: short.len(), destination });
            short.push_str(LinkCode::sample().as_str());
            end = place.end;
        }
        short.push_str(text.get(end..).unwrap_or_default());
        (short, links)
    }

    fn destination(&self, written: &str, sites: &BTreeSet<String>) -> Option<Destination> {
        let destination = Destination::parse(written).ok()?;
        (sites.contains(&destination.site()) && !written.starts_with(&self.base)).then_some(destination)
    }

    /// The sites that the merchant wrote.
    fn sites(&self, template: &str) -> BTreeSet<String> {
        let written = in_text(template).filter_map(|place| site_of(template.get(place)?));
        written.chain(self.portal.and_then(site_of)).collect()
    }
}

/// The most short links of a text; 1,600 characters have room for few more.
const MOST: usize = 20;

/// The text with codes of its own: `codes` one for each link, in order.
#[must_use]
pub fn with_codes<'c>(
    text: &str,
    links: &[PlacedLink],
    codes: impl IntoIterator<Item = &'c LinkCode>,
) -> String {
    let (mut result, mut end) = (String::with_capacity(text.len()), 0);
    for (link, code) in links.iter().zip(codes) {
        result.push_str(text.get(end..link.at).unwrap_or_default());
        result.push_str(code.as_str());
        end = link.at + code.as_str().len();
    }
    result.push_str(text.get(end..).unwrap_or_default());
    result
}
