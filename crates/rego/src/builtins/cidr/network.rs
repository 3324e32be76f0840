//! A network in CIDR notation, compared as OPA compares: an IPv6 address that maps one of IPv4 is that one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A network: its first address and the length of its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Network {
    address: IpAddr,
    prefix: u32,
}

/// The text is no network in CIDR notation.
#[derive(Debug)]
pub(super) struct NoNetwork;

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let (address, prefix) = text.split_once('/').ok_or(NoNetwork)?;
        let address: IpAddr = address.parse().map_err(|_| NoNetwork)?;
        // Leading zeros are allowed, a sign is not.
        if !prefix.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NoNetwork);
        }
        let prefix: u32 = prefix.parse().map_err(|_| NoNetwork)?;
        if prefix > width(address) {
            return Err(NoNetwork);
        }
        let masked = Network { address, prefix };
        Ok(Network { address: masked.like(bits(address) & masked.mask()), prefix })
    }
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { Ipv4Addr::BITS } else { Ipv6Addr::BITS }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

impl Network {
    pub(super) fn address(&self) -> IpAddr {
        self.address
    }

    pub(super) fn prefix(&self) -> u32 {
        self.prefix
    }

    /// The bits of the host part, as ones.
    fn host(&self) -> u128 {
        let length = width(self.address).saturating_sub(self.prefix);
        1_u128.checked_shl(length).map_or(u128::MAX, |next| next.wrapping_sub(1))
    }

    fn mask(&self) -> u128 {
        !self.host()
    }

    /// An address of this network's family.
    pub(super) fn like(&self, bits: u128) -> IpAddr {
        match self.address {
            IpAddr::V4(_) => {
                u32::try_from(bits).map_or(self.address, |bits| Ipv4Addr::from_bits(bits).into())
            }
            IpAddr::V6(_) => Ipv6Addr::from_bits(bits).into(),
        }
    }

    /// The first and the last address.
    pub(super) fn bounds(&self) -> (u128, u128) {
        let first = bits(self.address);
        (first, first | self.host())
    }

    /// As OPA prints an address: mapped ones as IPv4.
    pub(super) fn display(&self, address: IpAddr) -> String {
        address.to_canonical().to_string()
    }

    fn is_plain_v6(&self) -> bool {
        self.address.to_canonical().is_ipv6()
    }

    /// The same network, of IPv4 if it maps one.
    fn canonical(&self) -> Network {
        let address = self.address.to_canonical();
        let shorter = width(self.address).saturating_sub(width(address));
        Network { address, prefix: self.prefix.saturating_sub(shorter) }
    }

    pub(super) fn contains(&self, address: IpAddr) -> bool {
        let network = self.canonical();
        let address = address.to_canonical();
        network.address.is_ipv4() == address.is_ipv4()
            && bits(network.address) == bits(address) & network.mask()
    }

    pub(super) fn contains_network(&self, inner: &Network) -> bool {
        if self.is_plain_v6() && inner.is_plain_v6() {
            return self.prefix <= inner.prefix && bits(self.address) == bits(inner.address) & self.mask();
        }
        let (_, last) = inner.bounds();
        self.contains(inner.address) && self.contains(inner.like(last))
    }
}
