//! `haversine_distance`.

use rusqlite::Connection;

use super::{PURE, arguments, scalar};
use crate::error::Result;

const EARTH_RADIUS_KM: f64 = 6372.8;

/// `haversine_distance(latitude 1, longitude 1, latitude 2, longitude 2)`: degrees in, kilometres to the metre out;
/// NULL when one of them is no number.
pub(super) fn register(connection: &Connection) -> Result<()> {
    scalar(connection, "haversine_distance", 4, PURE, |context| {
        let degrees = |index| arguments::real(context, index);
        Ok(match (degrees(0), degrees(1), degrees(2), degrees(3)) {
            (Some(latitude1), Some(longitude1), Some(latitude2), Some(longitude2)) => {
                Some(distance_km((latitude1, longitude1), (latitude2, longitude2)))
            }
            _ => None,
        })
    })
}

/// The great-circle distance between two (latitude, longitude), rounded to the metre.
fn distance_km(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (latitude1, latitude2) = (from.0.to_radians(), to.0.to_radians());
    let half_latitude = (latitude2 - latitude1) / 2.0;
    let half_longitude = (to.1 - from.1).to_radians() / 2.0;
    let haversine = half_latitude.sin().powi(2) + latitude1.cos() * latitude2.cos() * half_longitude.sin().powi(2);
    // Rounding can push it a hair over 1 between opposite points.
    let angle = 2.0 * haversine.clamp(0.0, 1.0).sqrt().asin();
    (EARTH_RADIUS_KM * angle * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_follow_the_great_circle() {
        // Brussels to Geneva, and the two poles.
        assert!((distance_km((50.8503, 4.3517), (46.2044, 6.1432)) - 533.0).abs() < 2.0);
        assert_eq!(
            distance_km((90.0, 0.0), (-90.0, 17.0)),
            (EARTH_RADIUS_KM * std::f64::consts::PI * 1000.0).round() / 1000.0
        );
        assert_eq!(distance_km((10.0, 179.0), (10.0, 179.0)), 0.0);
        assert_eq!(distance_km((0.0, 179.5), (0.0, -179.5)), distance_km((0.0, 0.0), (0.0, 1.0)));
    }
}
