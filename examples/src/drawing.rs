//! A tree of VTXOs as a person wants to see it: who shares what, and which transactions an exit publishes.

use keelbolt::vtxo::tree::{Shape, UnsignedTree};
use std::fmt::Write as _;

/// Draws the tree as text, a line for each transaction, the root first. Those that the exit of the leaf `exit` publishes
/// are marked.
#[must_use]
pub fn text(tree: &UnsignedTree, exit: Option<usize>) -> String {
    let marked = published(tree.shape(), exit);
    let mut lines = String::new();
    below(tree, tree.shape().root(), "", "", &marked, &mut lines);
    lines
}

/// The numbers of the nodes whose transactions an exit publishes.
fn published(shape: Shape, exit: Option<usize>) -> Vec<usize> {
    exit.map(|leaf| shape.branch(leaf).chain([leaf]).collect()).unwrap_or_default()
}

/// Writes a node and all below it: `first` stands before its own line, `rest` before those of its children.
fn below(tree: &UnsignedTree, node: usize, first: &str, rest: &str, marked: &[usize], lines: &mut String) {
    let mark = if marked.contains(&node) { '●' } else { '○' };
    // A String takes whatever is written.
    _ = writeln!(lines, "{first}{mark} {}", label(tree, node));
    let mut children = tree.shape().children(node).peekable();
    while let Some(child) = children.next() {
        let (branch, trunk) = if children.peek().is_some() { ("├─", "│ ") } else { ("└─", "  ") };
        below(tree, child, &format!("{rest}{branch}"), &format!("{rest}{trunk}"), marked, lines);
    }
}

fn label(tree: &UnsignedTree, node: usize) -> String {
    let (shape, value) = (tree.shape(), tree.transactions()[node].spent().value);
    let txid = tree.transactions()[node].txid().to_string();
    let signers = |node| {
        let below =
            shape.leaves_below(node).filter(|leaf| tree.spec().leaves()[*leaf].cosign_pubkey.is_some());
        below.count() + tree.spec().global_cosign_pubkeys().len()
    };
    match shape.internal_index(node) {
        None => format!("user {node}: {value}, {}…", &txid[..8]),
        Some(_) => format!("{value}, {} sign, {}…", signers(node), &txid[..8]),
    }
}

/// The size of a box, and the room between two, in pixels.
const WIDTH: usize = 120;
const HEIGHT: usize = 40;
const GAP: usize = 16;

/// Draws the tree as an SVG image, the root on top.
#[must_use]
pub fn svg(tree: &UnsignedTree, exit: Option<usize>) -> String {
    let shape = tree.shape();
    let marked = published(shape, exit);
    let middles = middles(shape);
    let top = |node| (shape.depth() - shape.level(node)) * (HEIGHT + 3 * GAP) + GAP;
    let (width, height) = (shape.leaves() * (WIDTH + GAP) + GAP, top(0) + HEIGHT + GAP);
    let mut image = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" \
         font-size=\"11\" text-anchor=\"middle\">\n"
    );
    for node in 0..shape.nodes() {
        let color = if marked.contains(&node) { "#c03020" } else { "#405060" };
        let (middle, top_of_node) = (middles[node], top(node));
        if let Some(parent) = shape.parent(node) {
            let (from, to) = (middles[parent.node], top(parent.node) + HEIGHT);
            _ = writeln!(
                image,
                "<line x1=\"{from}\" y1=\"{to}\" x2=\"{middle}\" y2=\"{top_of_node}\" stroke=\"{color}\"/>"
            );
        }
        let left = middle - WIDTH / 2;
        _ = writeln!(
            image,
            "<rect x=\"{left}\" y=\"{top_of_node}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"4\" fill=\"white\" \
             stroke=\"{color}\"/>"
        );
        for (line, text) in label(tree, node).split(", ").take(2).enumerate() {
            let baseline = top_of_node + 16 + 14 * line;
            _ = writeln!(image, "<text x=\"{middle}\" y=\"{baseline}\" fill=\"{color}\">{text}</text>");
        }
    }
    image + "</svg>\n"
}

/// Where the middle of each node stands: a leaf in its own column, a node over its children.
fn middles(shape: Shape) -> Vec<usize> {
    // The columns are in the order of the leaves below the root, so that no line crosses another.
    let mut middles = vec![0; shape.nodes()];
    for (column, leaf) in shape.leaves_below(shape.root()).enumerate() {
        middles[leaf] = column * (WIDTH + GAP) + GAP + WIDTH / 2;
    }
    for node in shape.leaves()..shape.nodes() {
        let children = shape.children(node);
        middles[node] = (middles[children.start] + middles[children.end - 1]) / 2;
    }
    middles
}

#[cfg(test)]
mod tests {
    use super::{svg, text};
    use crate::round::Round;

    /// Users, whose exit is drawn, lines of the text, of them marked.
    const ROWS: &[(usize, Option<usize>, usize, usize)] =
        &[(2, None, 3, 0), (5, Some(4), 7, 2), (5, Some(0), 7, 3), (9, Some(8), 12, 2)];

    #[test]
    fn every_transaction_is_drawn() {
        for (users, exit, lines, marked) in ROWS {
            let round = Round::of(*users).unwrap();
            let drawn = text(&round.tree, *exit);
            assert_eq!(drawn.lines().count(), *lines, "{drawn}");
            assert_eq!(drawn.matches('●').count(), *marked, "{drawn}");
            for user in 0..*users {
                assert!(drawn.contains(&format!("user {user}: ")), "{drawn}");
            }
            let image = svg(&round.tree, *exit);
            assert_eq!(image.matches("<rect").count(), *lines);
            assert_eq!(image.matches("<line").count(), lines - 1);
            assert!(image.starts_with("<svg ") && image.ends_with("</svg>\n"));
        }
    }
}
