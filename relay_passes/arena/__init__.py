"""What PlanStaticArena is made of: kernels with workspaces outside, live ranges over calls, offsets, rewriting."""
