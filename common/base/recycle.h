/* Whether freed memory is kept to be handed out again. Not where a checker must see each block. */
#ifndef CV_BASE_RECYCLE_H
#define CV_BASE_RECYCLE_H

#if defined(__SANITIZE_ADDRESS__)
#define CV_RECYCLE 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define CV_RECYCLE 0
#endif
#endif
#ifndef CV_RECYCLE
#define CV_RECYCLE 1
#endif

#endif
