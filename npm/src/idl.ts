// What a class has that is written in Web IDL, and one in TypeScript has not.

/** Makes a target fit for `using`, where there is such a thing. */
export function disposable<T extends object>(target: T, dispose: () => void): T & Disposable {
  const value = { value: dispose, configurable: true, writable: true };
  return (Symbol.dispose ? Object.defineProperty(target, Symbol.dispose, value) : target) as T & Disposable;
}

/** Gives a class the name that it has before it is minified. */
export function named(owner: object, value: string): void {
  Object.defineProperty(owner, "name", { value, configurable: true });
}

/** Makes the constants, members and class string those of an interface: seen by who enumerates them. */
export function asInterface(
  owner: { readonly prototype: object },
  name: string,
  constants: Record<string, number>,
  members: readonly string[],
): void {
  named(owner, name);
  for (const [name, value] of Object.entries(constants)) {
    for (const holder of [owner, owner.prototype]) Object.defineProperty(holder, name, { value, enumerable: true });
  }
  for (const member of members) Object.defineProperty(owner.prototype, member, { enumerable: true });
  Object.defineProperty(owner.prototype, Symbol.toStringTag, { value: name, configurable: true });
}
