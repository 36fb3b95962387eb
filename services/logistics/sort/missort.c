#include "sort/missort.h"

bool missort_hub(const struct missort_facts *facts)
{
    return facts->inbound_here && facts->parcel_prefecture != 0 && !facts->served_from_here;
}

bool missort_bag(const struct missort_facts *facts)
{
    return facts->parcel_prefecture != 0 && facts->bag_prefecture != 0 &&
           facts->parcel_prefecture != facts->bag_prefecture;
}

bool missort_divert(const struct missort_facts *facts)
{
    bool mended = facts->bag_prefecture != 0 && facts->bag_prefecture == facts->parcel_prefecture;

    return facts->assigned_chute != 0 && facts->diverted_chute != 0 &&
           facts->assigned_chute != facts->diverted_chute && !mended;
}
