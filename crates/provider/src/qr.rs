//! QR codes as the path of an SVG, for pages that draw them themselves.

use qrcode::types::QrError;
use qrcode::{Color, EcLevel, QrCode};
use schemars::JsonSchema;
use serde::Serialize;

/// A QR code to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "QrCode")]
pub struct Drawing {
    /// The dark modules, as the `d` of an SVG path in units of one module.
    path: String,
    /// Modules on each side, without the four that must stay light around it.
    modules: usize,
}

/// Draws a text as a QR code of error correction M, of which 15 % may be unreadable.
///
/// # Errors
/// The text is too long for any.
pub fn draw(text: &str) -> Result<Drawing, QrError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)?;
    let modules = code.width();
    let colors = code.to_colors();
    let path = colors.chunks(modules).enumerate().map(|(row, colors)| path_of_row(row, colors)).collect();
    Ok(Drawing { path, modules })
}

/// The dark runs of a row, each a rectangle as wide as it is long.
fn path_of_row(row: usize, colors: &[Color]) -> String {
    let mut column = 0;
    let mut path = String::new();
    for run in colors.chunk_by(PartialEq::eq) {
        let length = run.len();
        if run.first() == Some(&Color::Dark) {
            path.push_str(&format!("M{column} {row}h{length}v1h-{length}z"));
        }
        column += length;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_reads_what_is_drawn() {
        let address = format!("https://consent.hospital.example/ja/verify#r=12.{}", "5a".repeat(32));
        let Drawing { path, modules } = draw(&address).unwrap();
        let number = |text: &str| text.parse::<usize>().unwrap();
        let mut dark = vec![vec![false; modules]; modules];
        for run in path.split('M').skip(1) {
            let (column, rest) = run.split_once(' ').unwrap();
            let (row, length) = rest.split_once("v1h-").unwrap().0.split_once('h').unwrap();
            dark[number(row)][number(column)..number(column) + number(length)].fill(true);
        }
        let is_dark = |dot: usize, row: usize| {
            let module = |dot: usize| (dot / 4).checked_sub(4);
            module(row).zip(module(dot)).and_then(|(row, column)| dark.get(row)?.get(column).copied())
        };
        let side = (modules + 8) * 4;
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, |dot, row| {
            if is_dark(dot, row) == Some(true) { 0 } else { 255 }
        });
        assert_eq!(picture.detect_grids()[0].decode().unwrap().1, address);
    }
}
