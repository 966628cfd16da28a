extension ExtendedSecretKey {
  /// Reads an `xprv` or `tprv`.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``ExtendedKeyError``: what is wrong with the text.
  public static func parse(_ text: String) throws -> ExtendedSecretKey {
    try parse(text: text)
  }

  /// The child of this number.
  ///
  /// - Parameters:
  ///   - index: Below 2^31.
  ///   - hardened: Whether the public side alone cannot derive it.
  /// - Throws: ``ExtendedKeyError``: an index that is too large, or a key that is too deep in its tree.
  public func derive(index: UInt32, hardened: Bool) throws -> ExtendedSecretKey {
    try derive(index: index, hardened: hardened, entropy: Entropy.fresh())
  }

  /// The key at a path from this one on, such as `m/84'/0'/7`.
  ///
  /// - Throws: ``ExtendedKeyError``: a step that is no child, or a key that is too deep in its tree.
  public func derive(path: String) throws -> ExtendedSecretKey {
    try derivePath(path: path, entropy: Entropy.fresh())
  }

  /// The public side of this key, which derives the public sides of its children that are not hardened.
  ///
  /// - Throws: ``ExtendedKeyError``
  public func publicSide() throws -> ExtendedPublicKey {
    try publicSide(entropy: Entropy.fresh())
  }
}

extension ExtendedPublicKey {
  /// Reads an `xpub` or `tpub`.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``ExtendedKeyError``: what is wrong with the text.
  public static func parse(_ text: String) throws -> ExtendedPublicKey {
    try parse(text: text)
  }

  /// The key at a path from this one on, without a hardened step.
  ///
  /// - Throws: ``ExtendedKeyError``: a step that is hardened or no child, or a key that is too deep in its tree.
  public func derive(path: String) throws -> ExtendedPublicKey {
    try derivePath(path: path)
  }
}
