/* How much a long test does: all of it, or a tenth where it is run once more, by a compiler or
 * under a sanitizer that is to look at what each step does, not at how many there are. */
#ifndef SUPPORT_ROUNDS_H
#define SUPPORT_ROUNDS_H

#ifdef CV_FEW_ROUNDS
#define CV_ROUNDS(all) (((all) + 9) / 10)
#else
#define CV_ROUNDS(all) (all)
#endif

#endif
