/** What work comes to, or a `TimeoutError` when it takes longer; the work itself goes on, since nothing can stop it. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`it took longer than ${milliseconds / 1000} s and was given up; ask for less`);
    error.name = 'TimeoutError';
    timer = setTimeout(() => reject(error), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
