//! The certificates that AWS's own end in.

use aws_smithy_http_client::tls::TrustStore;

/// Amazon's roots, in which the certificates of every public AWS endpoint end. AWS asks its clients to trust all five:
/// <https://www.amazontrust.com/repository/>. The first of them to expire does so at the end of 2037.
const AMAZON: &[u8] = include_bytes!("amazon-roots.pem");

/// Where regions begin that are not of AWS's public partition, and may have certificates of others.
const ELSEWHERE: [&str; 5] = ["cn-", "us-gov-", "us-iso", "eu-isoe-", "eusc-"];

/// Whom to trust in a region. Reading all of the machine's certificates is most of what a start of webhook-intake costs, so
/// that it is left out where Amazon's are enough.
pub(super) fn trusted(region: &str) -> TrustStore {
    if ELSEWHERE.iter().any(|beginning| region.starts_with(beginning)) {
        TrustStore::default()
    } else {
        TrustStore::empty().with_pem_certificate(AMAZON)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_partition_goes_without_the_machines_certificates() {
        let own = |region| format!("{:?}", trusted(region)).contains("enable_native_roots: true");
        for region in ["us-east-1", "eu-central-1", "ap-southeast-7", "mx-central-1"] {
            assert!(!own(region), "{region}");
        }
        for region in ["cn-north-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eusc-de-east-1"] {
            assert!(own(region), "{region}");
        }
    }

    #[test]
    fn they_are_five_certificates() {
        let text = std::str::from_utf8(AMAZON).unwrap();
        assert_eq!(text.matches("-----BEGIN CERTIFICATE-----").count(), 5);
    }
}
