function a( {

export const x = 10;
export const y = 2;
