//! The certificates that AWS's own end in.

use rustls::{
    RootCertStore,
    pki_types::{Der, TrustAnchor},
};

/// Amazon's roots, in which the certificates of every public AWS endpoint end. AWS asks its clients to trust all five:
/// <https://www.amazontrust.com/repository/>. `roots` has the files there, and `build.rs` reads them, so that a start need
/// not. The first of them to expire does so at the end of 2037.
const AMAZON: [TrustAnchor<'static>; 5] = include!(concat!(env!("OUT_DIR"), "/amazon.rs"));

/// Where regions begin that are not of AWS's public partition, and may have certificates of others.
const ELSEWHERE: [&str; 5] = ["cn-", "us-gov-", "us-iso", "eu-isoe-", "eusc-"];

/// Whom to trust in a region. Reading all of the machine's certificates is most of what a start of webhook-intake costs, so
/// that it is left out where Amazon's are enough.
pub(super) fn trusted(region: &str) -> RootCertStore {
    if are_amazons(region) {
        return RootCertStore { roots: AMAZON.to_vec() };
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

fn are_amazons(region: &str) -> bool {
    !ELSEWHERE.iter().any(|beginning| region.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use std::fs;

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
    fn they_are_amazons_five_as_rustls_reads_them() {
        let mut theirs = RootCertStore::empty();
        let files = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/aws/roots")).unwrap();
        theirs.add_parsable_certificates(files.map(|file| fs::read(file.unwrap().path()).unwrap().into()));
        assert_eq!(theirs.len(), 5);
        let ours = trusted("us-east-1").roots;
        assert!(theirs.roots.iter().all(|root| ours.contains(root)));
    }
}
