// What each program does with its connection: says who else is there, until there is somebody.

export function follow(source) {
  source.on("userCount", ({ data }) => {
    console.log(data === 1 ? "Only you" : `You and ${data - 1} more`);
    if (data > 1) source.close();
  });
}
