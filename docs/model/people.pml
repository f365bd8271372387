/* People: they approve, ask again, stop, reset, lower a grant, and say what they see of an effect that nobody knows of. */

#ifdef NO_INTENT
#define DISPATCH(e) told[e] = true; told[e]
#else
#define DISPATCH(e) skip
#endif

active proctype Approver()
{
  if
  :: clock == 0 -> DISPATCH(0)
  :: clock > 0 -> goto end
  fi;
  atomic { state[0] == none -> state[0] = intended; durable[0] = true };
#ifndef WITHOUT_ASKING_AGAIN
  /* The same act under another id, gated anew: refused while a stop is latched. */
  if
  :: atomic { clock < 2 && !latched; state[1] = intended; durable[1] = true; epoch[1] = stops }
  :: clock == 2
  fi;
#endif
end:
  skip
}

#ifdef NO_WAIT
#define IS_AWARE(g) true
#define IS_AWARE_OF_GRANT(g) true
#else
#define IS_AWARE(g) (!lease[g] || seenStops[g] >= stops)
#define IS_AWARE_OF_GRANT(g) (!lease[g] || seenLowered[g])
#endif

#ifndef WITHOUT_STOP
/*
 * Pressed in the process of gateway 0, or in one that sends nothing. Process 0 then reads the record, as it also does when
 * it looks whether others were pressed: this goes on beside what its gateway does.
 */
active proctype Stopper()
{
  bool isLatched, isLowered;
end:
  if
  :: atomic { latch = true; held = true }
  :: true
  fi;
  atomic { latched = true; stops = 1; carried = latch };
  atomic { !renewing[0] -> announce(0); looking = true };
  if
  :: atomic { looking; note(0); isLatched = latched; isLowered = lowered }
  :: !looking -> goto gone /* the process is gone, and another in its place */
  fi;
  atomic {
    if
    :: looking ->
      learn(0, isLatched, 1, isLowered);
      /* Shown by this snapshot, or that it was reset. */
      latch = latch && !carried;
      looking = false
    :: !looking
    fi;
    isLatched = false;
    isLowered = false
  };
gone:
  skip
}

/* Whoever pressed asks the record, and does not see how far process 0 is with its reading. */
active proctype Acknowledger()
{
end:
  atomic { stops > 0 && IS_AWARE(0) && IS_AWARE(1) -> acknowledged = 1 }
}

active proctype Resetter()
{
end:
  atomic { latched -> latched = false; held = false }
}
#endif

#ifndef WITHOUT_LOWERING
active proctype Lowerer()
{
end:
  lowered = true;
  atomic { IS_AWARE_OF_GRANT(0) && IS_AWARE_OF_GRANT(1) -> lowering = true }
}
#endif

#ifdef WITH_NO_READ_BACK
#ifdef NO_PATIENCE
#define MAY_SAY_ABSENT(e) true
#else
#define MAY_SAY_ABSENT(e) LATE(e) /* validUntil is over: what is still on its way is dropped */
#endif

inline say(e)
{
  if
  :: taken[e] > 0 -> state[e] = verified
  :: taken[e] == 0 && MAY_SAY_ABSENT(e) -> state[e] = expired
#ifdef NO_SAME_KEY
  :: e == 0 && state[1] == none -> state[0] = expired; state[1] = intended; durable[1] = true; epoch[1] = stops
#else
  :: !resend[e] -> resend[e] = true
#endif
  fi;
  person[e] = false
}

active proctype Person()
{
end:
  do
  :: atomic { person[0] -> say(0) }
  :: atomic { person[1] -> say(1) }
  od
}
#endif
