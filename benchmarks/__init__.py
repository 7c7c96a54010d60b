"""What this library costs on top of the SDKs that it calls, as ratios."""
