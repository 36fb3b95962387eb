/* How much a long test does: all of it, or a fifth where a sanitizer watches, which is five times
 * as slow and looks at what each step does, not at how many there are. */
#ifndef SUPPORT_ROUNDS_H
#define SUPPORT_ROUNDS_H

#ifdef CV_SANITIZED
#define CV_ROUNDS(all) (((all) + 4) / 5)
#else
#define CV_ROUNDS(all) (all)
#endif

#endif
