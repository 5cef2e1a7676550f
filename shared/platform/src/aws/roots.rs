//! The certificates that AWS's own end in.

use rustls::{RootCertStore, pki_types::CertificateDer};

/// Amazon's roots, in which the certificates of every public AWS endpoint end. AWS asks its clients to trust all five:
/// <https://www.amazontrust.com/repository/>. They are the files there, in DER: to decode PEM was a tenth of the instructions
/// of a start. The first of them to expire does so at the end of 2037.
const AMAZON: [&[u8]; 5] = [
    include_bytes!("roots/AmazonRootCA1.cer"),
    include_bytes!("roots/AmazonRootCA2.cer"),
    include_bytes!("roots/AmazonRootCA3.cer"),
    include_bytes!("roots/AmazonRootCA4.cer"),
    include_bytes!("roots/SFSRootCAG2.cer"),
];

/// Where regions begin that are not of AWS's public partition, and may have certificates of others.
const ELSEWHERE: [&str; 5] = ["cn-", "us-gov-", "us-iso", "eu-isoe-", "eusc-"];

/// Whom to trust in a region. Reading all of the machine's certificates is most of what a start of webhook-intake costs, so
/// that it is left out where Amazon's are enough.
pub(super) fn trusted(region: &str) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    if are_amazons(region) {
        roots.add_parsable_certificates(AMAZON.map(CertificateDer::from));
    } else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    roots
}

fn are_amazons(region: &str) -> bool {
    !ELSEWHERE.iter().any(|beginning| region.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_partition_goes_without_the_machines_certificates() {
        for region in ["us-east-1", "eu-central-1", "ap-southeast-7", "mx-central-1"] {
            assert!(are_amazons(region), "{region}");
        }
        for region in ["cn-north-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eusc-de-east-1"] {
            assert!(!are_amazons(region), "{region}");
        }
    }

    #[test]
    fn they_are_five_certificates() {
        assert_eq!(trusted("us-east-1").len(), 5);
    }
}
