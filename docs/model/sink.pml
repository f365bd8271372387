/* The sink: looks at the key, at validUntil and at the fence of every arrival, and remembers what became of a key. */

#ifdef NO_KEY
#define IS_KNOWN(e) false
#else
#define IS_KNOWN(e) fate[e] != none
#endif

#if defined(NO_VALID_UNTIL)
#define IS_OVER(f, e) false
#elif defined(NO_LEASE_END)
#define IS_OVER(f, e) LATE(e)
#else
#define IS_OVER(f, e) (LATE(e) || ((dead >> f) & 1))
#endif

#ifdef NO_FENCE
#define IS_OLD(f) false
#else
#define IS_OLD(f) f < highest
#endif

#ifdef WITH_SINGLE_DELIVERY
byte landed;
#define MAY_ARRIVE(f) (SENT(f) && !((landed >> f) & 1))
#else
#define MAY_ARRIVE(f) SENT(f)
#endif

inline take(f, e)
{
  PROMISE(IN_TIME, !LATE(e));
  PROMISE(LEASED, !((dead >> f) & 1));
  PROMISE(TRUTH, state[e] != refused && state[e] != expired && state[e] != rejected);
  taken[e] = (taken[e] < 2 -> taken[e] + 1 : 2);
  fate[e] = verified;
  PROMISE(TWICE, taken[e] < 2);
#ifdef WITH_NO_COOL_DOWN
  PROMISE(IN_ORDER, e == 1 || taken[1] == 0);
  REACHED(1, taken[0] > 0 && taken[1] > 0);
#else
  PROMISE(TWO_ACTS, taken[OTHER(e)] == 0);
#endif
  REACHED(2, f > 1 && e == 0);
  REACHED(3, epoch[e] == 1)
}

/* What it answers is what became of the key: the acknowledgement, or a later question, carries it back or is lost. */
inline arrive(f)
{
#ifdef WITH_SINGLE_DELIVERY
  landed = landed | (1 << f);
#endif
  if
  :: IS_KNOWN(owner[f]) /* a duplicate */
  :: else ->
    if
    :: IS_OVER(f, owner[f]) || IS_OLD(f) -> fate[owner[f]] = (fate[owner[f]] == none -> rejected : fate[owner[f]])
    :: else -> take(f, owner[f])
    fi
  fi;
  highest = (f > highest -> f : highest)
}

#ifndef WITHOUT_PLANT
active proctype Link()
{
end:
  do
  :: atomic { MAY_ARRIVE(1) -> arrive(1) }
  :: atomic { MAY_ARRIVE(2) -> arrive(2) }
#if FENCES > 2
  :: atomic { MAY_ARRIVE(3) -> arrive(3) }
#endif
  od
}
#endif
