//! The people as whom a flow can be previewed.

use rechime_domain::{occurrence::Tags, template, trigger::Trigger};

/// A customer who does not exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sample {
    /// Everything is known of her.
    #[default]
    Maya,
    /// Recharge tells nothing but what happened.
    LittleKnown,
    /// The product has a long title.
    LongTitle,
    /// The product has an emoji in its title.
    EmojiTitle,
}

/// A customer's hash at Recharge, which opens the portal.
const HASH: &str = "4fGk29Xq1Z";

impl Sample {
    pub(crate) const ALL: [Self; 4] = [Self::Maya, Self::LittleKnown, Self::LongTitle, Self::EmojiTitle];

    /// The name in addresses and forms.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Maya => "maya",
            Self::LittleKnown => "little-known",
            Self::LongTitle => "long-title",
            Self::EmojiTitle => "emoji-title",
        }
    }

    /// The sample of that name.
    pub(crate) fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sample| sample.key() == key)
    }

    /// What a template of that trigger may say of it. The link to the portal is the store's own, if it has one.
    pub(crate) fn tags(self, trigger: Trigger) -> Tags {
        let mut tags = template::sample_tags(trigger);
        tags.remove("portal_link");
        tags.insert("customer_hash".to_owned(), HASH.into());
        let title = match self {
            Self::Maya => return tags,
            Self::LittleKnown => return Tags::new(),
            Self::LongTitle => {
                "Single Origin Ethiopia Yirgacheffe Whole Bean Coffee, 12 oz bag, pack of three"
            }
            Self::EmojiTitle => "House Blend ☕🌱",
        };
        if let Some(value) = tags.get_mut("product_title") {
            *value = title.into();
        }
        tags
    }
}
