//! Senders of a shop's own: what its owner sets up at the provider, and in the console.

use anyhow::Context;
use serde_json::{Value, json};

use crate::{Shop, chance, journey::Journey, wait};

/// The providers that a shop's texts can go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// The installation's own sender.
    Aws,
    /// A Twilio subaccount of the shop's.
    Twilio,
}

/// Plays a journey with each provider: a function of a [`Provider`] becomes two tests.
#[macro_export]
macro_rules! with_each_provider {
    ($($journey:ident),+ $(,)?) => {
        mod aws {
            $(
                #[test]
                #[ignore = "needs a running stack"]
                fn $journey() -> anyhow::Result<()> {
                    super::$journey($crate::Provider::Aws)
                }
            )+
        }

        mod twilio {
            $(
                #[test]
                #[ignore = "needs a running stack"]
                fn $journey() -> anyhow::Result<()> {
                    super::$journey($crate::Provider::Twilio)
                }
            )+
        }
    };
}

/// A Twilio subaccount with one number.
#[derive(Clone, Debug)]
pub struct Subaccount {
    /// Its SID.
    pub account: String,
    token: String,
    /// Its number.
    pub number: String,
}

impl Subaccount {
    /// One that nobody else has.
    #[must_use]
    pub fn fresh() -> Self {
        let (account, token, number) = (chance::fresh(), chance::fresh(), chance::fresh());
        Self {
            account: format!("AC{account:032x}"),
            token: format!("{token:032x}"),
            number: format!("+1888{:07}", 2_000_000 + number % 8_000_000),
        }
    }
}

impl Journey {
    /// A new shop, which texts by that provider.
    pub fn shop_by(&self, provider: Provider) -> anyhow::Result<Shop<'_>> {
        let shop = self.shop()?;
        if provider == Provider::Twilio {
            shop.send_from(&Subaccount::fresh())?;
        }
        Ok(shop)
    }

    /// Two new shops that text from one number.
    pub fn two_shops_by(&self, provider: Provider) -> anyhow::Result<[Shop<'_>; 2]> {
        let shops = [self.shop()?, self.shop()?];
        if provider == Provider::Twilio {
            let shared = Subaccount::fresh();
            shops.iter().try_for_each(|shop| shop.send_from(&shared))?;
        }
        Ok(shops)
    }
}

impl Shop<'_> {
    /// Has the shop text from a subaccount's number from now on: its owner tells the console of the account, and Twilio
    /// where replies go.
    pub fn send_from(&self, subaccount: &Subaccount) -> anyhow::Result<()> {
        let Subaccount { account, token, number } = subaccount;
        let sms = &self.journey.sms;
        sms.set_up_number(number, &json!({ "account": account, "auth_token": token }))?;
        let sender = json!({
            "provider": "twilio", "account": account, "identity": number, "auth_token": token,
            "parts_per_second": 50,
        });
        let saved = wait::until_effective(self.put("/sender", &sender)?)?;
        let replies = saved.get("replies_url").and_then(Value::as_str).context("no replies_url")?;
        let called = json!({ "account": account, "auth_token": token, "sms_url": replies });
        sms.set_up_number(number, &called)
    }
}
