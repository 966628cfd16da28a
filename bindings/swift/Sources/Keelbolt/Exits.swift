import Foundation

extension Exit {
  /// What is to be done next, from what blocks and mempool say now.
  ///
  /// - Parameters:
  ///   - clause: The one by which it is to be claimed.
  ///   - tip: The height of the last block.
  ///   - point: What they say about the VTXO's own output.
  ///   - status: What they say about a transaction of the exit: it is asked of each.
  /// - Throws: ``VtxoError``: a clause that cannot be. What `status` throws is passed on.
  public func progress(
    clause: VtxoClause, tip: UInt32, point: PointStatus = .unspent, status: (Txid) throws -> TransactionStatus
  ) throws -> ExitProgress {
    let txids = Set(try packages().map(\.transaction.txid))
    let statuses = try Dictionary(uniqueKeysWithValues: txids.map { ($0, try status($0)) })
    return try progress(clause: clause, statuses: statuses, point: point, tip: tip)
  }
}
