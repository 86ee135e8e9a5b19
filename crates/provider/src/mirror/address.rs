//! Where a fetch may go (A21): to the host of the address that was given by hand, by https, and to no
//! machine inside the hospital's own network, whatever a name resolves to.

use crate::transport::is_confidential;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The address of a provider's site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    base: Url,
    /// Whether it may be reached within the own network, and by http on this machine. Only for trying things out.
    pub local: bool,
}

/// Why an address is not gone to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// It is no address of a site.
    #[error("\"{0}\" is no address of a site, such as https://registry.example.jp/")]
    NotASite(String),
    /// It is no folder.
    #[error("\"{0}\" is no folder. Give its whole path")]
    NotAFolder(String),
    /// It is not https.
    #[error("\"{0}\" is not https. For a trial, give an address of your own machine and add --local")]
    NotHttps(String),
    /// It is, or resolves to, a machine that is not on the public internet.
    #[error("{0} is an address inside a private network. For a trial on your own machine, add --local")]
    Private(IpAddr),
    /// The name has no address at all.
    #[error("the name {0} has no address")]
    NoAddress(String),
}

impl Site {
    /// The site at an address.
    ///
    /// # Errors
    /// It is none, or one that is not gone to.
    pub fn new(address: &str, local: bool) -> Result<Self, Forbidden> {
        let not_a_site = || Forbidden::NotASite(address.to_owned());
        let mut base = Url::parse(address).map_err(|_| not_a_site())?;
        let plain = base.username().is_empty() && base.password().is_none();
        let whole = base.query().is_none() && base.fragment().is_none();
        if !matches!(base.scheme(), "http" | "https") || !plain || !whole || base.host_str().is_none() {
            return Err(not_a_site());
        }
        if !is_confidential(&base, local) {
            return Err(Forbidden::NotHttps(address.to_owned()));
        }
        if let Some(address) = literal(&base).filter(|address| !local && !is_public(*address)) {
            return Err(Forbidden::Private(address));
        }
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        Ok(Self { base, local })
    }

    /// The address of a file of the site; never one of another host.
    ///
    /// # Errors
    /// The path leads elsewhere.
    pub fn file(&self, path: &str) -> Result<Url, Forbidden> {
        let elsewhere = || Forbidden::NotASite(format!("{}{path}", self.base));
        let url = self.base.join(path).map_err(|_| elsewhere())?;
        let stays = url.origin() == self.base.origin() && url.path().starts_with(self.base.path());
        if stays { Ok(url) } else { Err(elsewhere()) }
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.base.as_str()
    }
}

/// The IP address that stands in a URL in place of a name. The parser has brought every way of writing one
/// (hexadecimal, octal, one number) into the usual form.
fn literal(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_matches(['[', ']']).parse().ok()
}

/// Whether an address is one of the public internet.
#[must_use]
pub const fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

const fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && b & 0xc0 == 64;
    let protocols = a == 192 && b == 0 && c == 0;
    let relay = a == 192 && b == 88 && c == 99;
    let benchmarks = a == 198 && b & 0xfe == 18;
    !(a == 0
        || a >= 224
        || shared
        || protocols
        || relay
        || benchmarks
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation())
}

/// Global unicast only, and of that nothing in which an IPv4 address is wrapped.
const fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let unicast = segments[0] & 0xe000 == 0x2000;
    let special = segments[0] == 0x2001 && (segments[1] < 0x0200 || segments[1] == 0x0db8);
    let sixto4 = segments[0] == 0x2002;
    let documentation = segments[0] == 0x3fff && segments[1] < 0x1000;
    unicast && !special && !sixto4 && !documentation
}

/// Resolves names as the system does, and refuses a name any of whose addresses is not public: what is asked
/// for here and what is connected to are the same addresses, so a name cannot change its mind in between.
#[derive(Debug)]
pub(super) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            if let Some(address) = found.iter().map(SocketAddr::ip).find(|address| !is_public(*address)) {
                return Err(Forbidden::Private(address).into());
            }
            if found.is_empty() {
                return Err(Forbidden::NoAddress(host).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INSIDE: [&str; 31] = [
        "127.0.0.1",
        "127.9.9.9",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "192.0.0.1",
        "198.18.0.1",
        "203.0.113.1",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "2001::1",
        "fec0::1",
    ];

    #[test]
    fn addresses_inside_are_not_public() {
        for address in INSIDE {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["8.8.8.8", "100.63.0.1", "172.32.0.1", "2606:4700::1111", "2400:cb00::1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn only_https_sites_outside_are_gone_to() {
        let good = Site::new("https://registry.example.jp", false).unwrap();
        assert_eq!(good.as_str(), "https://registry.example.jp/");
        let bad = [
            "http://registry.example.jp/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://169.254.169.254/",
            "https://user@registry.example.jp/",
            "https://registry.example.jp/?a",
            "https://registry.example.jp/#a",
            "ftp://registry.example.jp/",
            "file:///etc/passwd",
            "registry.example.jp",
            "",
        ];
        for address in bad {
            assert!(Site::new(address, false).is_err(), "{address}");
        }
        assert!(Site::new("http://127.0.0.1:8080/", true).is_ok());
    }

    #[test]
    fn a_file_stays_on_its_site() {
        let site = Site::new("https://a.example/registry", false).unwrap();
        assert_eq!(site.file("feeds/a.jws").unwrap().as_str(), "https://a.example/registry/feeds/a.jws");
        for path in ["//b.example/a", "https://b.example/a", "../a", "/a", "http://a.example/registry/a"] {
            assert!(site.file(path).is_err(), "{path}");
        }
    }
}
